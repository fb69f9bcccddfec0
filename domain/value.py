"""The one base of everything that moves: frozen, and closed to unknown keys."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A fact. Change is a copy (`model_copy(update=...)`), an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
