"""Everything that can go wrong with the world (a bad document is data: a finding).

AnslutError
├── SettingsError       a setting is missing or unsafe: mend it and start again
├── FormError           a form version is not usable: mend forms/<id>
├── StoreError          the database or the originals are not usable as they are
│   ├── NotFound        no such case, delivery or entry
│   └── Unstorable      the database refuses what was to be written: a defect of ours
├── IntakeError         a path cannot be taken in: nothing was stored for it
├── ServerError         the workflow server cannot be started or reached
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


class Unstorable(StoreError):
    """The database works, and refuses what was to be written: a defect of ours."""


class IntakeError(AnslutError):
    """A path cannot be taken in; nothing was stored for it."""


class ServerError(AnslutError):
    """The workflow server cannot be started or reached."""

    retry = True


class ToolMissing(AnslutError):
    """A program of the system's, or a model of an engine's, is not installed or spoilt."""


class EngineError(AnslutError):
    """Reading a document failed."""


class ReadingTimeout(EngineError):
    """Reading took longer than the limit; the process was ended."""


class ReadingCrash(EngineError):
    """The process that read the document died."""
