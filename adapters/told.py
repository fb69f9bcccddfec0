"""Whether a Party has been told of its entry in the register, and in which case."""

import sqlalchemy as sa

from adapters.outbox import TELLING
from adapters.tables import connections, outbox
from pipeline.ports import Told


def makers(connection: sa.Connection, org_no: str, board_key: str) -> frozenset[str | None]:
    """The cases that the versions of an entry come from, since it last came to an end; None among
    them for an import."""
    own = sa.and_(connections.c.org_no == org_no, connections.c.board_key == board_key)
    ended = sa.select(sa.func.max(connections.c.version)).where(own, connections.c.ended)
    last = connection.scalar(ended) or 0
    query = sa.select(connections.c.case).where(own, connections.c.version > last)
    return frozenset(connection.scalars(query))


def told_of(connection: sa.Connection, org_no: str, board_key: str) -> Told | None:
    """Where the Party was told of its entry, as it is since it last came to an end."""
    cases = [one for one in makers(connection, org_no, board_key) if one]
    sent = (
        sa.select(outbox.c.case)
        .where(outbox.c.case.in_(cases), outbox.c.kind.in_(TELLING), outbox.c.state == "sent")
        .order_by(outbox.c.sent_at.desc(), outbox.c.id)
        .limit(1)
    )
    case = connection.scalar(sent)
    if case is None:
        return None
    written = sa.select(sa.func.count()).where(outbox.c.case == case, outbox.c.kind == "change")
    return Told(case=case, changes=connection.scalar(written) or 0)
