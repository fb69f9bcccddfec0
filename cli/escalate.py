"""anslut escalate: the leads of the queues are told what comes close to its last day."""

from contextlib import closing
from datetime import UTC, datetime

from adapters.settings import load_settings
from adapters.store import open_store
from cli.exits import Exit
from cli.words import counted, err, out, table
from domain.night import Escalation
from flows.escalate import escalate as run_escalation
from pipeline.queue_names import QUEUES

NO_LEAD = (
    "{count} har nått en gräns, men deras köer har ingen ansvarig i ANSLUT_LEADS. Ange en, så "
    "skrivs meddelandet nästa gång."
)


def escalate() -> Exit:
    """Write the letters of what has reached a step, and show what they tell of."""
    settings = load_settings()
    with closing(open_store(settings)) as store:
        told, without = run_escalation(store, settings, datetime.now(UTC))
    rows = [_row(one, batch.to) for batch in told for one in batch.cases]
    rows += [_row(one, "-") for one in without]
    if not rows:
        out.print("Inget ärende har nått en ny gräns.")
        return Exit.OK
    columns = ("Ärende", "Kö", "Klart senast", "Arbetsdagar kvar", "Gräns", "Till")
    out.print(table("Nära eller efter sista dagen", columns, rows))
    if without:
        message = NO_LEAD.format(count=counted(len(without), "ärende", "ärenden"))
        err.print(message, markup=False, highlight=False, soft_wrap=True)
    return Exit.OK


def _row(one: Escalation, to: str) -> tuple[str, ...]:
    queue = QUEUES[one.queue]
    return one.case, queue, one.due_on.isoformat(), str(one.left), str(one.step), to
