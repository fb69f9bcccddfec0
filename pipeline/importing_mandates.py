"""A list of mandates from a file: which decisions are new, and which rows cannot be used. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from domain.case import Event
from domain.reference import Mandate, Reference
from domain.value import Value
from pipeline.handed_in import BadRow, Refused, Row, cells_of, columns, owner_of, value_of

HEADS: dict[str, tuple[str, ...]] = {
    "org_no": ("organisationsnummer", "org.nr", "orgnr"),
    "municipality": ("kommun",),
    "decision_date": ("beslutsdatum", "datum för beslut", "datum"),
    "registry_no": ("diarienummer", "diarienr", "dnr"),
}
NEEDED_COLUMNS = ("org_no", "decision_date", "registry_no")
_KEYS = {
    "org_no": "party.org_no",
    "decision_date": "mandate.decision_date",
    "registry_no": "mandate.registry_no",
}


class PlannedMandate(Value):
    """A row's decision. "beside": new, but the municipality has another one already."""

    line: int
    kind: Literal["new", "beside", "same"]
    mandate: Mandate


class MandatePlan(Value):
    """What a file comes to, in the order of its lines."""

    rows: tuple[PlannedMandate, ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def mandates(self) -> tuple[Mandate, ...]:
        """The decisions to write."""
        return tuple(one.mandate for one in self.rows if one.kind != "same")


def planned_mandates(
    head: Sequence[str],
    rows: Sequence[Row],
    kept: Sequence[Mandate],
    reference: Reference,
    today: date,
) -> MandatePlan:
    """What a file would add to the decisions that are `kept`. IntakeError when the headings cannot
    be used."""
    names = columns(head, HEADS, NEEDED_COLUMNS)
    known = {_same(one) for one in kept}
    deciding = {one.org_no for one in (*kept, *reference.mandates)}
    made: list[PlannedMandate] = []
    refused: list[Refused] = []
    first: dict[tuple[str, date, str], int] = {}
    for line, row in rows:
        try:
            mandate = _mandate(cells_of(row, names), reference, today)
            if _same(mandate) in first:
                raise BadRow(f"samma beslut står på rad {first[_same(mandate)]}")
        except BadRow as bad:
            refused.append(Refused(line=line, why=str(bad)))
            continue
        first[_same(mandate)] = line
        beside: Literal["new", "beside"] = "beside" if mandate.org_no in deciding else "new"
        kind = "same" if _same(mandate) in known else beside
        made.append(PlannedMandate(line=line, kind=kind, mandate=mandate))
    return MandatePlan(rows=tuple(made), refused=tuple(refused))


def mandate_events(plan: MandatePlan, subject: str, by: str, at: datetime) -> tuple[Event, ...]:
    """One for each decision that is written; `subject` is the id of the file's content."""
    return tuple(
        Event(
            subject=subject,
            at=at,
            who=by,
            what="mandate_imported",
            why=f"{one.org_no} {one.decision_date} {one.registry_no}",
        )
        for one in plan.mandates
    )


def _mandate(cells: Mapping[str, str], reference: Reference, today: date) -> Mandate:
    values = {name: value_of(key, cells[name]) for name, key in _KEYS.items()}
    for name in ("decision_date", "registry_no"):
        if not values[name]:
            raise BadRow(f"{HEADS[name][0]} saknas")
    owner_of(str(values["org_no"]), cells.get("municipality") or None, reference)
    decided = date.fromisoformat(str(values["decision_date"]))
    if decided > today:
        raise BadRow("beslutsdatumet ligger i framtiden")
    return Mandate(
        org_no=str(values["org_no"]),
        decision_date=decided,
        registry_no=str(values["registry_no"]),
    )


def _same(mandate: Mandate) -> tuple[str, date, str]:
    return mandate.org_no, mandate.decision_date, mandate.registry_no.casefold()
