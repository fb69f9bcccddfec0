"""Run by Alembic: migrates over the connection that adapters/database.py hands it."""

from alembic import context
from sqlalchemy import Connection

from adapters.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
context.run_migrations()
