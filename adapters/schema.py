"""The schema's revisions: which one a database has, and bringing it to another one."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from domain.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

# The newest revision in adapters/migrations/versions; knowing it here saves loading Alembic.
REVISION = "0005"


def revision(connection: sa.Connection) -> str | None:
    """The schema's revision; None for an empty database."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def check_known(found: str | None) -> None:
    """StoreError when the schema is of a revision that this program does not know."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_migrations()).walk_revisions()
    if found is not None and found not in {script.revision for script in scripts}:
        raise StoreError(
            f"Databasen har en nyare version ({found}) än programmet ({REVISION}). "
            "Uppdatera programmet, eller ange en annan databas i ANSLUT_DATABASE_URL."
        )


def upgrade(connection: sa.Connection, to: str = REVISION) -> None:
    """Up to a revision, over a connection of `Database.migrating`."""
    from alembic import command

    command.upgrade(_migrations(connection), to)


def downgrade(connection: sa.Connection, to: str) -> None:
    """Back to a revision ("base": to nothing), over a connection of `Database.migrating`.

    StoreError, and nothing is changed, when the database holds what that revision has no place for.
    """
    from alembic import command

    command.downgrade(_migrations(connection), to)


def _migrations(connection: sa.Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
