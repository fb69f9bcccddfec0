"""Everything that can go wrong with the world (a bad document is data: a finding).

AnslutError
├── SettingsError       a setting is missing or unsafe: mend it and start again
├── FormError           a form version is not usable: mend forms/<id>
├── StoreError          the database or the originals are not usable as they are
│   ├── NotFound        no such case, delivery or entry
│   ├── StaleCase       somebody else has changed the case since it was looked at
│   ├── StaleLetter     somebody else has changed the letter since it was looked at
│   └── Unstorable      the database refuses what was to be written: a defect of ours
├── ActRefused          a person's act that is not allowed: nothing was changed
├── IntakeError         a path cannot be taken in: nothing was stored for it
├── ServerError         the workflow server cannot be started or reached
├── LetterError         a letter did not get away
│   ├── LetterRefused   and never will as it is: a person takes care
│   ├── LetterDelayed   this one did not now; it may later
│   └── MailUnreachable no letter does: the mail server cannot be used
├── ToolMissing         a program or model is not installed, or spoilt: the message has the command
└── EngineError         reading failed; the document goes to a person
    ├── ReadingTimeout  took longer than the limit; the process was ended
    └── ReadingCrash    the process died (memory, native code)

Every message says what is wrong, where, and what to do. `retry` says whether trying again later,
with nothing changed, may help.
"""


class AnslutError(Exception):
    """Base of the tree."""

    retry = False


class SettingsError(AnslutError):
    """A setting is missing or unsafe."""


class FormError(AnslutError):
    """A form version is not usable."""


class StoreError(AnslutError):
    """The database or the folder of originals is not usable as it is."""


class NotFound(StoreError):
    """No such case, delivery or entry."""


class StaleCase(StoreError):
    """Somebody else has changed the case since it was looked at; nothing was changed."""


class StaleLetter(StoreError):
    """Somebody else has changed the letter since it was looked at; nothing was changed."""


class Unstorable(StoreError):
    """The database works, and refuses what was to be written: a defect of ours."""


class ActRefused(AnslutError):
    """An act that the case's state, or the policy, does not allow; nothing was changed."""


class IntakeError(AnslutError):
    """A path cannot be taken in; nothing was stored for it."""


class ServerError(AnslutError):
    """The workflow server cannot be started or reached."""

    retry = True


class LetterError(AnslutError):
    """A letter did not get away. The message names no address: it is kept and shown."""


class LetterRefused(LetterError):
    """The letter, or its address, was refused for good."""


class LetterDelayed(LetterError):
    """The letter was not taken this time."""

    retry = True


class MailUnreachable(LetterError):
    """The mail server takes no letter at all: not reached, not trusted, or it refuses us."""

    retry = True


class ToolMissing(AnslutError):
    """A program of the system's, or a model of an engine's, is not installed or spoilt."""


class EngineError(AnslutError):
    """Reading a document failed."""


class ReadingTimeout(EngineError):
    """Reading took longer than the limit; the process was ended."""


class ReadingCrash(EngineError):
    """The process that read the document died."""
