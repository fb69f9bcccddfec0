"""What is now so with a case, what still stops it, and what can be done next, in plain Swedish."""

from collections.abc import Sequence

from cli.words import QUEUES, counted
from domain.judgement import SAMPLED
from domain.notice import Letter
from pipeline.ports import Folder
from pipeline.reviewed import Reviewed, reviewed
from pipeline.rulings import approvers
from pipeline.states import SWEDISH

MOST_NAMED = 6  # findings that are told in whole
HIDDEN = "Det väntar på blindkontroll: anslut sample check."


def what_is_next(folder: Folder, letters: Sequence[Letter]) -> tuple[str, ...]:
    """A few lines. Of a case that waits for a blind check nothing that was read."""
    case = folder.case
    queue = f", i kön {QUEUES[folder.queue]}" if folder.queue else ""
    head = f"Ärende {case.id}, version {case.version}: {SWEDISH[case.state]}{queue}."
    if folder.queue == SAMPLED:
        return (head, HIDDEN, *next_steps(folder, letters))
    return (head, *_stopping(folder), *next_steps(folder, letters))


def _stopping(folder: Folder) -> tuple[str, ...]:
    """What keeps a case that is reviewed from the register."""
    if folder.case.state != "in_review":
        return ()
    left = [one for one in reviewed(folder.case.findings, folder.rulings) if one.stops]
    if not left:
        return ()
    count = counted(len(left), "anmärkning", "anmärkningar")
    named = [_told(one) for one in left[:MOST_NAMED]]
    more = [f"  ... och {len(left) - MOST_NAMED} till."] if len(left) > MOST_NAMED else []
    return (f"Kvar som stoppar det: {count}.", *named, *more)


def _told(one: Reviewed) -> str:
    second = " Bekräftad av en person, en andra behövs." if one.awaits_second else ""
    return f"  {one.number}. {one.finding.message} ({one.finding.code}){second}"


def next_steps(folder: Folder, letters: Sequence[Letter]) -> tuple[str, ...]:
    """The commands that lead on from here."""
    case = folder.case.id
    held = [one for one in letters if one.state == "held" and one.kind in _RELEASED]
    ways = {
        "in_review": _ways_of_review(folder),
        "supplement_requested": "Svaret hamnar i ärendet när det kommer. Kommer inget: anslut case "
        f"take-back {case}.",
        "registered": f"När parten kan använda tjänsten: anslut case open-access {case}.",
        "concluded": "Återkopplingen går med nästa utskick: anslut letters send.",
        "told": "Ärendet är klart.",
        "dismissed": f"Ska det ändå prövas: anslut case reopen {case}.",
        "withdrawn": f"Ska det ändå prövas: anslut case reopen {case}.",
    }
    way = ways.get(folder.case.state)
    release = [
        f"Brevet väntar på att släppas: anslut letters show {one.id}, sedan anslut letters "
        f"release {one.id}."
        for one in held
    ]
    return (*release, *([way] if way else []), *_stands(folder))


def _stands(folder: Folder) -> tuple[str, ...]:
    """Where the entry stands of a case that came to nothing after it was registered."""
    entry = folder.entry
    if folder.case.state not in ("dismissed", "withdrawn") or entry is None:
        return ()
    if entry.ended_at:
        return ("Posten i registret är avslutad.",)
    return (
        f"Posten i registret gäller fortfarande. Ska den avslutas: anslut register end "
        f"{entry.org_no} --board '{entry.board}' --why SKÄL.",
    )


_RELEASED = ("supplement", "dismissal")


def _ways_of_review(folder: Folder) -> str:
    case = folder.case.id
    if folder.case.agreement is None:
        return (
            f"Säg vilka sidor som är avtalets (anslut case page {case}), begär komplettering "
            "(case supplement) eller avvisa (case dismiss)."
        )
    if folder.case.decision.outcome == "register" and approvers(folder.rulings):
        return (
            "Text eller underskrift har varit i tvivel. En andra person behöver godkänna: anslut "
            f"case approve {case} --by NAMN."
        )
    if folder.case.decision.outcome == "register":
        return f"Inget stoppar det längre. Godkänn: anslut case approve {case}."
    return (
        f"Rätta (anslut case correct {case} FÄLT=TEXT), bekräfta (case confirm {case} NR --version "
        f"{folder.case.version}) eller begär komplettering (case supplement {case})."
    )
