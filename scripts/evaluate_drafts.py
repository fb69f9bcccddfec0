"""How many places of real blanks `anslut forms draft` finds, with and without their widgets.

    scripts/evaluate-drafts FOLDER [--pictures DIR]

FOLDER holds blanks and widgets.tsv, which says what their widgets are: file, page, name, type,
value, and the rectangle in points from the bottom left. Push buttons ask for nothing and are left
out; so are widgets that the file hides. The second table is made from the same blanks with every
widget taken out, from their ruled lines alone.

found   a box of the draft shares more than half of its union with the widget (IoU over 0.5)
label   of those found, the box has a label
own     the middle of the widget lies in a box of the draft, and no other widget's does
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from domain.form import FormField, PointBox
from extractors.draft import Draft, draft
from extractors.draft_boxes import holds, overlap

KINDS = {"/Tx": "text", "/Ch": "choice", "/Btn": "checkbox", "/Sig": "signature"}
ENOUGH = 0.5


@dataclass(frozen=True)
class Asked:
    """A widget that widgets.tsv names."""

    file: str
    page: int
    kind: str
    box: PointBox


@dataclass(frozen=True)
class Score:
    """How many of some widgets were found."""

    asked: int
    found: int
    labelled: int
    own: int

    def row(self, name: str) -> str:
        """A row of the table."""
        shares = (f"{n:4d} {100 * n / self.asked:6.1f} %" for n in self.counts)
        return f"{name:32} {self.asked:5d}  {'  '.join(shares)}"

    @property
    def counts(self) -> tuple[int, int, int]:
        """Found, labelled, own."""
        return self.found, self.labelled, self.own


def asked_for(folder: Path) -> list[Asked]:
    """The widgets of widgets.tsv but push buttons, which have no state."""
    with (folder / "widgets.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    return [
        Asked(row["file"], int(row["page"]), KINDS[row["type"]], from_top(row))
        for row in rows
        if not (row["type"] == "/Btn" and not row["value"])
    ]


def from_top(row: dict[str, str]) -> PointBox:
    """The rectangle of a row, counted from the top left."""
    x0, y0, x1, y1, high = (float(row[key]) for key in ("x0", "y0", "x1", "y1", "page_h"))
    return PointBox(x0, high - y1, x1, high - y0)


def without_widgets(data: bytes) -> bytes:
    """The blank as if it had never been fillable."""
    reader = PdfReader(BytesIO(data))
    writer = PdfWriter()
    for page in reader.pages:
        page.pop("/Annots", None)
        writer.add_page(page)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def score(asked: Sequence[Asked], drafts: dict[str, Draft]) -> Score:
    """Compare widgets with the boxes of the drafts."""
    best = [best_box(one, drafts[one.file].form.fields) for one in asked]
    found = [field for field, shared in best if field is not None and shared > ENOUGH]
    return Score(
        asked=len(asked),
        found=len(found),
        labelled=sum(field.label != "" for field in found),
        own=sum(has_own(one, asked, drafts[one.file].form.fields) for one in asked),
    )


def best_box(one: Asked, fields: Iterable[FormField]) -> tuple[FormField | None, float]:
    """The box that shares most with a widget, and how much."""
    shared = [(field, overlap(field.box, one.box)) for field in fields if field.page == one.page]
    return max(shared, key=lambda pair: pair[1], default=(None, 0.0))


def has_own(one: Asked, asked: Sequence[Asked], fields: Iterable[FormField]) -> bool:
    """Whether a widget has a box to itself."""
    others = [a for a in asked if a != one and (a.file, a.page) == (one.file, one.page)]
    return any(
        holds(field.box, one.box) and not any(holds(field.box, other.box) for other in others)
        for field in fields
        if field.page == one.page
    )


def report(title: str, asked: Sequence[Asked], drafts: dict[str, Draft]) -> None:
    """Print one table: by file, by kind, and all."""
    print(f"\n{title}\n{'':32} {'n':>5}  {'found':>13}  {'label':>13}  {'own':>13}")
    for name in (*drafts, *KINDS.values()):
        chosen = [one for one in asked if name in (one.file, one.kind)]
        if chosen:
            print(score(chosen, drafts).row(name))
    print(score(asked, drafts).row("all"))
    boxes = sum(len(one.form.fields) for one in drafts.values())
    matched = sum(
        best_widget(field, name, asked) > ENOUGH
        for name, one in drafts.items()
        for field in one.form.fields
    )
    print(f"boxes in the drafts: {boxes}, of which on no widget: {boxes - matched}")


def best_widget(field: FormField, file: str, asked: Iterable[Asked]) -> float:
    """How much a box shares with the widget that it shares most with."""
    here = (one for one in asked if (one.file, one.page) == (file, field.page))
    return max((overlap(field.box, one.box) for one in here), default=0.0)


def main() -> int:
    """Draft every blank of the folder twice, and print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=Path, help="write a picture of every page here")
    arguments = parser.parse_args()
    asked = asked_for(arguments.folder)
    names = sorted({one.file for one in asked})
    blanks = {name: (arguments.folder / name).read_bytes() for name in names}
    given = {name: draft(data, Path(name).stem) for name, data in blanks.items()}
    bare = {name: without_widgets(data) for name, data in blanks.items()}
    ruled = {name: draft(data, Path(name).stem) for name, data in bare.items()}
    report("With widgets", asked, given)
    report("Ruled lines only", asked, ruled)
    if arguments.pictures:
        save(arguments.pictures / "widgets", blanks, given)
        save(arguments.pictures / "ruled", bare, ruled)
    return 0


def save(target: Path, blanks: dict[str, bytes], drafts: dict[str, Draft]) -> None:
    """Write a picture of each page of each draft."""
    from extractors.draft_picture import pictures

    target.mkdir(parents=True, exist_ok=True)
    for name, one in drafts.items():
        for number, png in enumerate(pictures(blanks[name], one.form), start=1):
            (target / f"{Path(name).stem}-{number}.png").write_bytes(png)


if __name__ == "__main__":
    sys.exit(main())
