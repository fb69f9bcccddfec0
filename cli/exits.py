"""Exit codes, the same for every command. docs/commands.md says which command gives which."""

from enum import IntEnum

from domain.errors import (
    ActRefused,
    AnslutError,
    EngineError,
    IntakeError,
    MailUnreachable,
    NotFound,
    ServerError,
    SettingsError,
    StaleCase,
    StaleLetter,
    StoreError,
)


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    # check, sample check: something waits for a person; evaluate: a false accept; ledger: it is
    # open; replay: something differs; letters send, webhooks send: one was given up
    PERSON = 1
    # the command line is wrong, names something that does not exist, or asks for what is not
    # allowed as things stand; nothing was changed
    USAGE = 2
    UNREADABLE = 3  # a file could not be taken in or read
    SETUP = 4  # a tool or a setting is missing or wrong, or a form version is unusable
    STORE = 5  # the database, the originals or the workflow server cannot be used
    DEFECT = 6  # a defect in the program


# The first that fits; what is none of these is about settings, tools and forms.
_CODES: tuple[tuple[type[AnslutError], Exit], ...] = (
    (NotFound, Exit.USAGE),
    (StaleCase, Exit.USAGE),
    (StaleLetter, Exit.USAGE),
    (ActRefused, Exit.USAGE),
    (IntakeError, Exit.UNREADABLE),
    (EngineError, Exit.UNREADABLE),
    (StoreError, Exit.STORE),
    (ServerError, Exit.STORE),
    (MailUnreachable, Exit.STORE),
    (SettingsError, Exit.SETUP),
)


def exit_code(error: AnslutError) -> Exit:
    """The exit code of an error that ends a command."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.SETUP)
