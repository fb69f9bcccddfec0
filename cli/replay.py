"""anslut replay: what the present version makes otherwise of what is stored. Nothing is changed."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from rich.progress import track

from adapters.history import settled_since
from adapters.settings import load_settings
from cli.exits import Exit
from cli.ledger import day_option
from cli.words import OUTCOMES, QUEUES, counted, err, out
from domain.judgement import Decision
from flows.machine import open_machine
from flows.replay import replay_all
from pipeline.replay import FORM, PAGES, SIGNED, CaseChange, FileChange, Replayed
from validators.field_names import FIELD_NAMES

NAMES = {**FIELD_NAMES, FORM: "blankett", PAGES: "sidor", SIGNED: "underskriftens slag"}
VALUES: Any = {"cases": {"__all__": {"fields": {"__all__": {"before", "now"}}}}}
KINDS = {"gone": "ärendet finns inte längre", "new": "ett ärende till"}


def replay(since: str | None, as_json: bool, values: bool) -> Exit:
    """Print the differences of each delivery; PERSON when there are any."""
    start = None if since is None else day_option(since)
    count = differing = 0
    for one in _replayed(start):
        count += 1
        if one.differs:
            differing += 1
            _print(one, as_json, values)
    err.print(
        f"{counted(count, 'leverans läst', 'leveranser lästa')} på nytt, {differing} skiljer sig.",
        highlight=False,
    )
    return Exit.PERSON if differing else Exit.OK


def _replayed(since: datetime | None) -> Iterator[Replayed]:
    settings = load_settings()
    with (
        ThreadPoolExecutor(settings.workers) as threads,
        open_machine(settings, look_only=True) as machine,
    ):
        ids = settled_since(machine.store, since)
        steps = replay_all(machine, ids, threads)
        yield from track(steps, "Läser på nytt", total=len(ids), console=err, transient=True)


def _print(one: Replayed, as_json: bool, values: bool) -> None:
    if as_json:
        # JSON is UTF-8 (RFC 8259), whatever the terminal is.
        sys.stdout.buffer.write(_json(one, values).encode() + b"\n")
        sys.stdout.flush()
        return
    for line in _lines(one, values):
        out.print(line, markup=False, highlight=False, soft_wrap=True)


def _json(one: Replayed, values: bool) -> str:
    """With the values, or with the keys alone."""
    return one.model_dump_json(exclude=None if values else VALUES)


def _lines(one: Replayed, values: bool) -> Iterator[str]:
    yield f"{one.delivery} ({', '.join(one.files)})" if one.files else one.delivery
    if one.trouble:
        yield f"  {one.trouble}"
    yield from (_file_line(file) for file in one.problems)
    for case in one.cases:
        yield from _case_lines(case, values)


def _file_line(file: FileChange) -> str:
    if file.now is None:
        return f"  {file.name}: går att läsa nu (förut {file.before})"
    return f"  {file.name}: går inte att läsa ({file.now}, förut {file.before or 'läst'})"


def _case_lines(case: CaseChange, values: bool) -> Iterator[str]:
    told = KINDS.get(case.kind)
    end = f"{_end(case.before)} -> {_end(case.now)}" if case.is_decided_otherwise else ""
    yield f"  {case.case}: {told or end or 'samma beslut, men annat skiljer sig'}"
    for field in case.fields:
        what = f": {_value(field.key, field.before)} -> {_value(field.key, field.now)}"
        yield f"    {NAMES[field.key]}{what if values else ' skiljer sig'}"
    for mark, findings in (("borta", case.findings_gone), ("nytt", case.findings_new)):
        for code, keys in findings:
            named = f" ({', '.join(NAMES[key] for key in keys)})" if keys else ""
            yield f"    {mark}: {code}{named}"


def _end(decision: Decision | None) -> str:
    if decision is None:
        return "-"
    return QUEUES[decision.queue] if decision.queue else OUTCOMES[decision.outcome]


def _value(key: str, text: str | None) -> str:
    if text is None:
        return "oläst" if key in FIELD_NAMES else "saknas"
    return f"”{text}”"
