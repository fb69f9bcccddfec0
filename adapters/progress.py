"""What became of deliveries: what a run has in hand, what is left, and where each case went."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from adapters.store import Store
from adapters.tables import cases, deliveries
from domain.judgement import Decision


@dataclass(frozen=True)
class End:
    """Where a case of a delivery went."""

    delivery: str
    case: str
    party: str
    decision: Decision


@dataclass(frozen=True)
class Held:
    """Deliveries that a run has claimed, and when the last of its leases ends."""

    count: int
    until: datetime


def held(store: Store, now: datetime) -> Held | None:
    """What a run has claimed and not brought to an end; None when there is nothing."""
    query = sa.select(sa.func.count(), sa.func.max(deliveries.c.lease_until)).where(
        deliveries.c.state == "claimed", deliveries.c.lease_until >= now
    )
    with store.database.reading() as connection:
        count, until = connection.execute(query).one()
    return Held(count, until) if count else None


def ends(store: Store) -> tuple[End, ...]:
    """Where every case went, in the order of the deliveries' ids."""
    query = sa.select(cases.c.delivery, cases.c.id, cases.c.party, cases.c.decision).order_by(
        cases.c.delivery, cases.c.id
    )
    with store.database.reading() as connection:
        return tuple(
            End(
                delivery=row.delivery,
                case=row.id,
                party=row.party,
                decision=Decision.model_validate(row.decision),
            )
            for row in connection.execute(query)
        )


def unfinished(store: Store) -> int:
    """How many deliveries have not come to an end."""
    query = sa.select(sa.func.count()).where(deliveries.c.state != "done")
    with store.database.reading() as connection:
        return connection.scalar(query) or 0
