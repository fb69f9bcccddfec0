"""A register from a file: what each row makes new or changes, or why it cannot be used. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Literal

from domain.case import Event
from domain.errors import ActRefused
from domain.reference import Reference
from domain.register import ENTRY_FIELDS, Connection, Contact, board_key
from domain.value import Value
from pipeline.corrected import check_past, e164
from pipeline.handed_in import BadRow, Refused, Row, cells_of, columns
from pipeline.importing_columns import (
    CONCLUDED,
    ENDED,
    FIELDS,
    HEADS,
    NEEDED_COLUMNS,
    values_of,
)
from validators import municipalities
from validators.proposal import is_same_board

_CONTACTS = ("agreement_contact", "technical_contact")
# Left empty in a file, these are as an entry has them by itself.
_DEFAULTED = ("reason", "why", "valid_from")
# What says which version it is and not what the Party has told; and the board, half of the key.
_OF_THE_VERSION = ("board", "version", "case", "reason", "why", "valid_from", ENDED)


class Planned(Value):
    """What a row comes to: `entry` is the new version, or the one that says the same already.
    `differing` are the keys of the fields that it changes, "form" and CONCLUDED; `before` is what
    it changes."""

    line: int
    kind: Literal["new", "changed", "same"]
    entry: Connection
    differing: tuple[str, ...] = ()
    before: Connection | None = None


class Plan(Value):
    """What a file comes to, in the order of its lines."""

    rows: tuple[Planned, ...] = ()
    refused: tuple[Refused, ...] = ()

    @property
    def entries(self) -> tuple[Connection, ...]:
        """The versions to write."""
        return tuple(one.entry for one in self.written)

    @property
    def written(self) -> tuple[Planned, ...]:
        """The rows that make a version."""
        return tuple(one for one in self.rows if one.kind != "same")


class Said(Value):
    """A row's values by column; a time as such. Of a column that the file lacks there is none."""

    line: int
    values: Mapping[str, str | datetime | int | None]

    def text(self, column: str) -> str:
        """The value of a column that is needed."""
        return str(self.values[column])


def planned(
    head: Sequence[str],
    rows: Sequence[Row],
    register: Sequence[Connection],
    reference: Reference,
    at: tuple[datetime, tzinfo],
) -> Plan:
    """What a file would change in the register. `at` is the moment and the zone of times without
    one. IntakeError when the headings cannot be used."""
    said, refused = read_rows(head, rows, reference, at[1])
    current = {entry.key: entry for entry in register}
    made: list[Planned] = []
    bad = list(refused)
    for one in said:
        try:
            _check_days(one, at)
            made.append(_plan(one, current, reference, at[0]))
        except BadRow as error:
            bad.append(Refused(line=one.line, why=str(error)))
    return Plan(rows=tuple(made), refused=tuple(sorted(bad, key=lambda one: one.line)))


def _check_days(said: Said, at: tuple[datetime, tzinfo]) -> None:
    """BadRow for a decision, a signature or an opening of access that has not come yet."""
    now, zone = at
    for column, key in FIELDS.items():
        try:
            check_past(key, _text(said.values.get(column)), now.astimezone(zone).date())
        except ActRefused as refused:
            raise BadRow(str(refused).rstrip(".")) from refused
    for column in (CONCLUDED, ENDED):
        moment = said.values.get(column)
        if isinstance(moment, datetime) and moment > now:
            raise BadRow(f"{HEADS[column][0]} ligger i framtiden")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def read_rows(
    head: Sequence[str], rows: Sequence[Row], reference: Reference, zone: tzinfo
) -> tuple[tuple[Said, ...], tuple[Refused, ...]]:
    """The rows that can be used, and those that cannot, such as a Party's second."""
    names = columns(head, HEADS, NEEDED_COLUMNS)
    said: list[Said] = []
    refused: list[Refused] = []
    first: dict[tuple[str, str], int] = {}
    for line, row in rows:
        try:
            one = Said(line=line, values=values_of(cells_of(row, names), reference, zone))
            party = _party(one, reference)
            if party in first:
                raise BadRow(f"samma part står på rad {first[party]}")
            first[party] = line
            said.append(one)
        except BadRow as bad:
            refused.append(Refused(line=line, why=str(bad)))
    return tuple(said), tuple(refused)


def entry_said(said: Said, at: datetime) -> Connection:
    """The entry as a row states it by itself, valid from `at` if the row does not say; its version,
    case and reason are the file's."""
    values: dict[str, object] = dict(said.values)
    for name in _CONTACTS:
        _join_contact(values, name, None)
    told = {name: value for name, value in values.items() if name not in _DEFAULTED or value}
    return Connection.model_validate({"form": "", "case": None, "valid_from": at, **told})


def events(plan: Plan, subject: str, by: str, at: datetime) -> tuple[Event, ...]:
    """One for each version that is written; `subject` is the id of the file's content."""
    return tuple(
        Event(
            subject=subject,
            at=at,
            who=by,
            what="imported",
            why=" ".join((*one.entry.key, f"version {one.entry.version}", *one.differing)),
        )
        for one in plan.written
    )


def _plan(
    said: Said, current: Mapping[tuple[str, str], Connection], reference: Reference, at: datetime
) -> Planned:
    found = _entry(said, current, reference)
    kept = {"reason": "import", "why": "", "case": None, "valid_from": at}
    is_ended = said.values.get(ENDED) is not None
    if found is not None and found.ended_at and is_ended:
        return Planned(line=said.line, kind="same", entry=found)
    if found is None or found.ended_at:
        version = found.version + 1 if found else 1
        entry = entry_said(said, at).model_copy(update={**kept, "version": version})
        return Planned(line=said.line, kind="new", entry=entry)
    if is_ended:
        raise BadRow("anslutningen är avslutad i filen men gäller här: kör anslut register end")
    entry = _updated(found, said)
    differing = _differing(found, entry)
    if not differing:
        return Planned(line=said.line, kind="same", entry=found)
    entry = entry.model_copy(update={**kept, "version": found.version + 1})
    return Planned(line=said.line, kind="changed", differing=differing, entry=entry, before=found)


def _entry(
    said: Said, current: Mapping[tuple[str, str], Connection], reference: Reference
) -> Connection | None:
    """The entry of the row's Party: of its very board, else of one board written otherwise."""
    org_no, board = said.text("org_no"), said.text("board")
    owner = municipalities.by_number(org_no, reference)
    same = [
        one
        for one in current.values()
        if one.org_no == org_no and is_same_board(one.board, board, owner)
    ]
    return current.get((org_no, board_key(board)), next(iter(same), None))


def _updated(entry: Connection, said: Said) -> Connection:
    """The entry with what the file has columns for; its board is written as in the register. An
    empty time closes no access that has been opened since the file was made."""
    values: dict[str, object] = dict(said.values)
    for name in _CONTACTS:
        _join_contact(values, name, getattr(entry, name))
    given = {
        name: value
        for name, value in values.items()
        if name not in _OF_THE_VERSION and not (name == CONCLUDED and value is None)
    }
    return entry.model_copy(update=given)


def _differing(entry: Connection, other: Connection) -> tuple[str, ...]:
    keys = [key for key in ENTRY_FIELDS if entry.value(key) != other.value(key)]
    if entry.form != other.form:
        keys.append("form")
    if _to_the_second(entry.concluded_at) != _to_the_second(other.concluded_at):
        keys.append(CONCLUDED)
    return tuple(keys)


def _to_the_second(at: datetime | None) -> datetime | None:
    """Files have no more."""
    return at and at.replace(microsecond=0)


def _join_contact(values: dict[str, object], name: str, was: Contact | None) -> None:
    """The columns of a contact as one value; what the file has no column for stays as it was."""
    parts = {
        part: values.pop(f"{name}_{part}")
        for part in ("name", "title", "phone", "email")
        if f"{name}_{part}" in values
    }
    if not parts:
        return
    if "phone" in parts:
        phone = parts["phone"]
        parts["phone_e164"] = e164(str(phone)) if phone else None
    whole = {**(was.model_dump() if was else {}), **parts}
    values[name] = Contact.model_validate(whole) if whole.get("name") else None


def _party(said: Said, reference: Reference) -> tuple[str, str]:
    org_no = said.text("org_no")
    owner = municipalities.by_number(org_no, reference)
    return org_no, municipalities.plain_board(said.text("board"), owner)
