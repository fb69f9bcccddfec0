"""What all tables share: moments in time, and the list of the tables."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from adapters.settings import TIMEZONE


class Instant(sa.TypeDecorator[datetime]):
    """A moment: kept as UTC text that sorts by time, read in Swedish time. Refuses naive times."""

    impl = sa.String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To the database."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        del dialect
        return None if value is None else datetime.fromisoformat(value).astimezone(TIMEZONE)


# Texts are compared byte by byte in both kinds of database (adapters/migrations/guards.py).
metadata = sa.MetaData()
