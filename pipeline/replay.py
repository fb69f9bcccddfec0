"""What the present version makes otherwise of a delivery that was settled before. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from domain.agreement import Agreement
from domain.case import Case
from domain.judgement import Decision, Finding
from domain.reading import FieldReading, Problem
from domain.value import Value
from pipeline.blind import DIFFERS

# What an agreement has beside its fields, told of as if it were one.
FORM, PAGES, SIGNED = "form", "pages", "signature"


class ValueChange(Value):
    """A field that holds something else, by its key. Of a box that was not read, or that the case
    lacks, there is None; "" is an empty box."""

    key: str
    before: str | None
    now: str | None


class FileChange(Value):
    """A file that can no longer be read, or can be now: what was the matter with it, None for
    nothing."""

    name: str
    before: Problem | None
    now: Problem | None


class CaseChange(Value):
    """A case of which something differs. `kind` "gone" and "new": a delivery is parted otherwise.

    `findings_gone` and `findings_new` are codes with the keys of their fields; their messages may
    hold values, so they are left out.
    """

    case: str
    kind: Literal["changed", "gone", "new"]
    fields: tuple[ValueChange, ...] = ()
    findings_gone: tuple[tuple[str, tuple[str, ...]], ...] = ()
    findings_new: tuple[tuple[str, tuple[str, ...]], ...] = ()
    before: Decision | None = None
    now: Decision | None = None

    @property
    def is_decided_otherwise(self) -> bool:
        """True when the case would go elsewhere."""
        return _end(self.before) != _end(self.now)


class Replayed(Value):
    """A delivery read and judged once more. `trouble` says why it could not be: then nothing is
    known of its cases."""

    delivery: str
    files: tuple[str, ...]
    trouble: str | None = None
    problems: tuple[FileChange, ...] = ()
    cases: tuple[CaseChange, ...] = ()

    @property
    def differs(self) -> bool:
        """True when there is anything to tell."""
        return bool(self.trouble or self.problems or self.cases)


def case_changes(before: Sequence[Case], now: Sequence[Case]) -> tuple[CaseChange, ...]:
    """What differs, in the order of the stored cases, with new ones last."""
    present = {case.id: case for case in now}
    known = {case.id for case in before}
    changes = [
        _changed(case, present[case.id])
        if case.id in present
        else CaseChange(case=case.id, kind="gone", before=case.decision)
        for case in before
    ]
    new = [
        CaseChange(case=case.id, kind="new", now=case.decision)
        for case in now
        if case.id not in known
    ]
    return tuple(change for change in (*changes, *new) if _is_any(change))


def file_changes(
    names: Sequence[str], before: Sequence[Problem | None], now: Sequence[Problem | None]
) -> tuple[FileChange, ...]:
    """The files with which something else is the matter."""
    return tuple(
        FileChange(name=name, before=was, now=is_)
        for name, was, is_ in zip(names, before, now, strict=True)
        if was != is_
    )


def _changed(before: Case, now: Case) -> CaseChange:
    # what a blind check found later is a person's finding: no reading makes it again
    was = Counter(_named(one) for one in before.findings if one.code != DIFFERS)
    is_ = Counter(_named(one) for one in now.findings)
    return CaseChange(
        case=before.id,
        kind="changed",
        fields=_value_changes(before.agreement, now.agreement),
        findings_gone=tuple((was - is_).elements()),
        findings_new=tuple((is_ - was).elements()),
        before=before.decision,
        now=now.decision,
    )


def _is_any(change: CaseChange) -> bool:
    told = change.fields or change.findings_gone or change.findings_new
    return bool(told) or change.kind != "changed" or change.is_decided_otherwise


def _named(finding: Finding) -> tuple[str, tuple[str, ...]]:
    return finding.code, finding.fields


def _end(decision: Decision | None) -> tuple[str, str | None] | None:
    return (decision.outcome, decision.queue) if decision else None


def _value_changes(before: Agreement | None, now: Agreement | None) -> tuple[ValueChange, ...]:
    """Of an agreement that is found no more, or only now, the form alone is told."""
    was, is_ = _values(before), _values(now)
    if not was or not is_:
        was, is_ = ({FORM: one.get(FORM)} if one else {} for one in (was, is_))
    return tuple(
        ValueChange(key=key, before=was.get(key), now=is_.get(key))
        for key in dict.fromkeys([*was, *is_])
        if was.get(key) != is_.get(key) or (key in was) != (key in is_)
    )


def _values(agreement: Agreement | None) -> dict[str, str | None]:
    """What an agreement holds, by key; nothing when there is none."""
    if agreement is None:
        return {}
    values: dict[str, str | None] = {one.key: _kept(one) for one in agreement.fields}
    pages = ", ".join(map(str, agreement.pages))
    return values | {FORM: agreement.form, PAGES: pages, SIGNED: agreement.signature.kind}


def _kept(reading: FieldReading) -> str | None:
    """What a person or the register gets of a reading: its value, or else what was read. The
    register keeps telephone numbers as written too."""
    if reading.value is None or reading.key.endswith(".phone"):
        return reading.raw
    return reading.value
