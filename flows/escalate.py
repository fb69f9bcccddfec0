"""Tells the leads of the queues what comes close to its last day. No Prefect here."""

from datetime import date, datetime

from adapters.escalation import escalating
from adapters.settings import TIMEZONE, Settings
from adapters.store import Store
from domain.night import Escalation, EscalationBatch
from pipeline.escalation import batches, escalation_notice, escalations, unanswered


def escalate(
    store: Store, settings: Settings, now: datetime
) -> tuple[tuple[EscalationBatch, ...], tuple[Escalation, ...]]:
    """Escalate what has reached a step: what each lead is told, and the cases without a lead.

    Doing it twice equals doing it once: a case is told once for each step.
    """
    today: date = now.astimezone(TIMEZONE).date()
    with escalating(store, now) as tx:
        reached = (
            *escalations(tx.waiting(), today, settings.escalation_steps),
            *unanswered(tx.awaited(), today),
        )
        told = batches(reached, settings.queue_leads, today)
        number = tx.next_number()
        notices = [escalation_notice(one, number + at) for at, one in enumerate(told)]
        named = [one for batch in told for one in batch.cases]
        tx.record(named, notices)
    known = {one.case for one in named}
    return told, tuple(one for one in reached if one.case not in known)
