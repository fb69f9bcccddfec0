"""Figures: the page ledger, and where everything stands."""

from datetime import datetime

from fastapi import APIRouter

from adapters.counts import counts, whole_ledger
from adapters.ledger import unread_since
from adapters.queries import waiting_by_queue
from adapters.samples import checks_since
from adapters.settings import TIMEZONE
from pipeline.bound import Bound, bound_of_fields, bound_of_registrations
from pipeline.working_days import after
from webapp.access import AtHouse
from webapp.api.access import Reading
from webapp.api.shapes import BoundOut, LedgerOut, OverviewOut

router = APIRouter(tags=["figures"])

SOON = 3  # working days


@router.get("/ledger")
def ledger(at: AtHouse, client: Reading) -> LedgerOut:
    """Every page received, and where it ended."""
    del client
    found, unbalanced = whole_ledger(at.store)
    return LedgerOut(
        received=found.received,
        ends=found.ends,
        unended=found.unended,
        closes=found.closes and not unbalanced,
        unbalanced=unbalanced,
        unread_deliveries=unread_since(at.store),
    )


@router.get("/overview")
def overview(at: AtHouse, client: Reading) -> OverviewOut:
    """Where everything stands now."""
    del client
    today = datetime.now(TIMEZONE).date()
    found = counts(at.store, today, after(today, SOON))
    checks = checks_since(at.store)
    return OverviewOut(
        deliveries=found.deliveries,
        unread_deliveries=found.unread,
        cases=found.cases,
        waiting=waiting_by_queue(at.store),
        overdue=found.overdue,
        due_soon=found.due,
        register_entries=found.entries,
        letters=found.letters,
        wrong_fields=_bound(bound_of_fields(checks)),
        wrong_registrations=_bound(bound_of_registrations(checks)),
    )


def _bound(found: Bound) -> BoundOut:
    return BoundOut.model_validate(found.model_dump())
