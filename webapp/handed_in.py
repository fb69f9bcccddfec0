"""What somebody hands in: how and when it came, what the file is called, and whether it can be
something that is read."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Literal

from adapters.settings import TIMEZONE
from domain.errors import IntakeError

OLDEST = timedelta(days=366)  # post that is older than this is a slip of the pen
LONGEST_NAME = 200  # letters, as most file systems have it
NO_NAME = "fil utan namn"

# The first bytes of what is certainly no agreement, whatever the file is called.
PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"#!")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word, Excel and Outlook before 2007
ZIP = b"PK"
RTF = b"{\\rtf"
VIDEO_AND_SOUND = (b"ID3", b"OggS", b"\x1aE\xdf\xa3")
OFFICE_ENDINGS = {
    *("doc", "docx", "docm", "dot", "dotx", "odt", "rtf", "pages"),
    *("xls", "xlsx", "xlsm", "ods", "ppt", "pptx", "odp"),
}

EMPTY = "Filen är tom. Skanna eller spara dokumentet på nytt och skicka det igen."
PROGRAM = "Det här är ett program och inte ett dokument, så filen har inte tagits emot."
OFFICE = (
    "Det här är ett dokument från ett ordbehandlings- eller kalkylprogram. Avtalet ska vara "
    "undertecknat: skanna det, eller spara det som PDF, och skicka det igen."
)
SOUND = "Det här är ljud eller film och inte ett dokument, så filen har inte tagits emot."


@dataclass(frozen=True)
class Came:
    """How and when files came. `received_at` is when the post came, as somebody says; None: they
    are received as they are sent."""

    channel: Literal["upload", "scan"]
    received_at: datetime | None = None


@dataclass(frozen=True)
class CameForm:
    """The fields as filled in, with what is wrong beside each."""

    channel: str = "upload"
    day: str = ""
    time: str = ""
    troubles: dict[str, str] = field(default_factory=dict)


def how_it_came(channel: str, day: str, clock: str, now: datetime) -> Came | CameForm:
    """What was filled in; the form with its troubles when something of it cannot be."""
    if channel == "upload":
        return Came("upload")
    if channel != "scan":
        return CameForm(channel, day, clock, {"channel": "Välj hur handlingarna kom."})
    on, at = _day(day), _time(clock)
    troubles = _troubles(on, at, day, now.astimezone(TIMEZONE))
    if troubles or on is None or at is None:
        return CameForm(channel, day, clock, troubles)
    return Came("scan", datetime.combine(on, at, TIMEZONE))


def _troubles(on: date | None, at: time | None, day: str, now: datetime) -> dict[str, str]:
    """What is wrong with a day and a time; `at` None: it is no time."""
    troubles: dict[str, str] = {}
    if not day.strip():
        troubles["day"] = "Ange vilken dag posten kom."
    elif on is None:
        troubles["day"] = "Skriv dagen så här: 2026-11-16."
    elif on > now.date():
        troubles["day"] = "Dagen ligger i framtiden. Ange den dag då posten kom."
    elif now.date() - on > OLDEST:
        troubles["day"] = "Dagen ligger mer än ett år tillbaka. Kontrollera årtalet."
    if at is None:
        troubles["time"] = "Skriv klockslaget så här: 09:30."
    elif on == now.date() and at > now.time():
        troubles["time"] = "Klockslaget ligger i framtiden."
    return troubles


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _time(text: str) -> time | None:
    """The time of day; the day's beginning when none is stated, None when it is none."""
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None) if text.strip() else time()
    except ValueError:
        return None


def file_name(given: str) -> str:
    """What a file is called, for people: with its folder's name, as files that are ingested. Signs
    that cannot be seen, or that turn the text around, are shown as �."""
    parts = PurePosixPath(given.replace("\\", "/")).parts
    name = "/".join([one for one in parts if one not in ("/", "..", ".")][-2:])
    shown = "".join("\N{REPLACEMENT CHARACTER}" if _is_unseen(one) else one for one in name)
    return unicodedata.normalize("NFC", shown)[-LONGEST_NAME:].strip() or NO_NAME


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def refuse_wrong_kind(name: str, head: bytes) -> None:
    """IntakeError when the first bytes of a file tell for certain that it is nothing that could be
    read. Everything else is taken in, and a person sees what cannot be read."""
    ending = name.rpartition(".")[2].lower()
    if not head:
        raise IntakeError(EMPTY)
    if b"%PDF-" in head[:1024]:
        return
    if head.startswith(PROGRAMS):
        raise IntakeError(PROGRAM)
    is_office = head.startswith(ZIP) and ending in OFFICE_ENDINGS
    if is_office or head.startswith((OLD_OFFICE, RTF)):
        raise IntakeError(OFFICE)
    if head.startswith(VIDEO_AND_SOUND):
        raise IntakeError(SOUND)
