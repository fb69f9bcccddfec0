"""anslut queue: the cases that wait for a person."""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime

import typer

from adapters.case_looks import claimed_now
from adapters.queries import CaseFile, ReviewItem, case_file, open_items, waiting_by_queue
from adapters.samples import typed_in
from adapters.settings import TIMEZONE, load_settings
from adapters.store import open_store
from cli.exits import Exit
from cli.fields import field_table
from cli.words import BASES, EVENTS, OUTCOMES, QUEUES, SEVERITIES, counted, moment, out, table
from domain.delivery import Delivery
from domain.judgement import SAMPLED, Queue
from domain.sample import Typed
from pipeline.working_days import remaining
from validators.field_names import FIELD_NAMES

COLUMNS = ("Ärende", "Kö", "Förfaller", "Ålder", "Hos", "Part", "Fil", "Orsaker")
HIDDEN = (
    "Ärendet väntar på blindkontroll. Det som lästes visas efter den, så att den som kontrollerar "
    "inte ser det: anslut sample check."
)


def list_items(name: str | None, limit: int | None) -> Exit:
    """What waits, soonest due first, `limit` of it; in one queue if it is named."""
    queue = None if name is None else queue_named(name)
    now = datetime.now(UTC)
    with closing(open_store(load_settings())) as store:
        items = open_items(store, queue, limit)
        waiting = waiting_by_queue(store)
        claimed = claimed_now(store, now)
    if not items:
        out.print("Inget väntar på en person.")
        return Exit.OK
    rows = [_row(one, claimed.get(one.case), now) for one in items]
    out.print(table("Väntar på en person", COLUMNS, rows))
    more = (sum(waiting.values()) if queue is None else waiting[queue]) - len(items)
    if more > 0:
        out.print(f"{counted(more, 'ärende', 'ärenden')} till väntar. Se dem med --all.")
    return Exit.OK


def left_told(left: int) -> str:
    """Working days left; what is past is late.

    >>> left_told(3), left_told(0), left_told(-2)
    ('3 kvar', '0 kvar', '2 för sent')
    """
    return f"{left} kvar" if left >= 0 else f"{-left} för sent"


def _row(one: ReviewItem, claimed_by: str | None, now: datetime) -> tuple[str, ...]:
    today = now.astimezone(TIMEZONE).date()
    due = one.due_on
    return (
        one.case,
        QUEUES[one.queue],
        _due(due, today, one.stands) if due else "-",
        counted((today - one.received_at.astimezone(TIMEZONE).date()).days, "dag", "dagar"),
        claimed_by or "-",
        one.party or "-",
        one.file,
        "\n".join(one.reasons),
    )


def _due(due: date, today: date, stands: bool) -> str:
    """The due day with what is left; of an answer that still lacks something, by when it is to be
    seen to."""
    told = f"{due} ({left_told(remaining(today, due))})"
    return f"{told}\nsvaret räcker inte" if stands else told


def queue_named(name: str) -> Queue:
    """The queue with this Swedish name or English id, in capitals or not; else a usage error."""
    wanted = " ".join(name.casefold().split())
    for queue, swedish in QUEUES.items():
        if wanted in (queue, swedish):
            return queue
    names = ", ".join(f'"{swedish}"' for swedish in QUEUES.values())
    raise typer.BadParameter(f'det finns ingen kö "{name}". Köerna är {names}.', param_hint="KÖ")


def show(case: str) -> Exit:
    """One case, registered or not."""
    with closing(open_store(load_settings())) as store:
        found = case_file(store, case)
        typed = typed_in(store, found.case.id)
    _show_head(found)
    if found.queue == SAMPLED:
        out.print(HIDDEN, soft_wrap=True)
    else:
        _show_what_was_read(found, typed)
    rows = [
        (moment(one.at), one.who, EVENTS.get(one.what, one.what), one.why) for one in found.events
    ]
    out.print(table("Händelser", ("När", "Vem", "Vad", "Varför"), rows))
    return Exit.OK


def _show_what_was_read(found: CaseFile, typed: Sequence[Typed]) -> None:
    for finding in found.case.findings:
        line = f"- {SEVERITIES[finding.severity]}: {finding.message} ({finding.code})"
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    _show_fields(found)
    if typed:
        rows = [(FIELD_NAMES[one.key], one.first, one.again or "") for one in typed]
        out.print(table("Skrivet vid blindkontroll", ("Fält", "Först", "En gång till"), rows))


def _show_head(found: CaseFile) -> None:
    decision = found.case.decision
    waits = found.queue or decision.queue
    queue = QUEUES[waits] if waits else "-"
    files = [f"{one.name} ({one.sha256})" for one in found.delivery.originals]
    rows = [
        ("Beslut", OUTCOMES[decision.outcome]),
        ("Kö", queue),
        ("Leverans", found.delivery.id),
        ("Inkom", received(found.delivery)),
        ("Original", "\n".join(files)),
    ]
    if found.troubles:
        rows.append(("Läsningen", "\n".join(found.troubles)))
    rows += repeat_rows(found.repeats)
    if found.case.agreement:
        rows.append(("Avtalets sidor", ", ".join(map(str, found.case.agreement.pages))))
    out.print(table(f"Ärende {found.case.id}", ("", ""), rows))


def repeat_rows(repeats: Sequence[Delivery]) -> list[tuple[str, str]]:
    """A row for the later deliveries of the same files, if there are any."""
    told = [
        f"{moment(one.received_at)} som {', '.join(file.name for file in one.originals)} ({one.id})"
        for one in repeats
    ]
    return [("Samma filer igen", "\n".join(told))] if told else []


def received(delivery: Delivery) -> str:
    """When a delivery came in, and how that is known."""
    return f"{moment(delivery.received_at)} ({BASES[delivery.received_basis]})"


def _show_fields(found: CaseFile) -> None:
    agreement = found.case.agreement
    if agreement is None:
        return
    fields = [(one.key, one) for one in agreement.fields]
    out.print(field_table(f"Läst från {agreement.form}", fields))
