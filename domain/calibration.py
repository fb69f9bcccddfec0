"""How often values of a kind have been right: what makes a reader's rank a probability.

A kind is a path from the general to the special: what vouches for the value, how it was written, of
which type the box is, how well the page shows it. `anslut calibrate` learns it from labelled
deliveries.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from domain.page import Quality
from domain.reading import Support, WritingMode
from domain.value import Value

# The lowest rank of each band. A value's chance is its band's, so that few examples suffice.
BANDS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 0.95)

# What stands for the value: what vouches for it; "none", one reading alone; "ink", a checkbox or an
# empty box, judged from its ink; "labels", a reading on a page that lies on no blank.
Standing = Support | Literal["none", "ink", "labels"]
# The types of boxes, small ones together; "empty" is a box without ink, of whatever type.
TypeGroup = Literal["text", "code", "email", "number", "checkbox", "empty"]

WHOLE = ""  # the path of all kinds


class Kind(Value):
    """A kind of value. `quality` None: the page tells of none."""

    standing: Standing
    mode: WritingMode
    group: TypeGroup
    quality: Quality | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths to it, the most special first, that of all kinds last."""
        parts = [self.standing, self.mode, self.group, *filter(None, [self.quality])]
        return *("/".join(parts[:at]) for at in range(len(parts), 0, -1)), WHOLE


class Cell(Value):
    """The values of one kind: how many examples there were, how many of them right, and the
    probability of being right for each of BANDS."""

    examples: int = Field(ge=0)
    right: int = Field(ge=0)
    chances: tuple[float, ...] = Field(min_length=len(BANDS), max_length=len(BANDS))

    @model_validator(mode="after")
    def _rises(self) -> "Cell":
        """A higher rank is never a smaller chance."""
        if list(self.chances) != sorted(self.chances) or not (
            self.chances[0] >= 0 and self.chances[-1] <= 1
        ):
            raise ValueError("chances ska stiga, från 0 till högst 1")
        return self


class Step(Value):
    """One step of the choice of the operating point: with the `threshold`, so many of the otherwise
    acceptable agreements pass, with so many fields, of which so many are wrong; `bound` is the
    upper 95 % bound on the share of wrong ones."""

    threshold: float
    agreements: int
    fields: int
    wrong: int
    bound: float


class Provenance(Value):
    """What a calibration was made from, and by what. `data` names the deliveries, `data_sha256` is
    the hash of their answers; `made_on` is the day of the last delivery, unless it was given."""

    command: str
    data: str
    data_sha256: str
    made_on: date
    versions: Mapping[str, str]


class Calibration(Value):
    """`operating_point` is the least probability with which a value that has a source passes
    without a person. `is_met` says that the bound is under `target` with it; else the data were too
    few, or too many of them wrong.

    The cells are of `fitted` deliveries; on the `held` others the operating point was chosen.
    `held_values` of those were read, and stated with a calibration error of `held_error`."""

    provenance: Provenance
    target: float = Field(gt=0, lt=1)
    operating_point: float = Field(ge=0, le=1)
    is_met: bool
    fitted: int
    held: int
    held_values: int
    held_error: float
    steps: tuple[Step, ...]
    cells: Mapping[str, Cell]

    def chance(self, kind: Kind, rank: float) -> float:
        """The probability that a value of a kind is right: from the most special cell that there
        is. 0 where nothing is known."""
        band = max(at for at, lowest in enumerate(BANDS) if rank >= lowest or at == 0)
        cells = (self.cells[path] for path in kind.paths if path in self.cells)
        cell = next(cells, None)
        return cell.chances[band] if cell else 0.0
