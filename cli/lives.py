"""The demo's second half: the whole life of three cases, each step as a line.

What persons do is done by the same acts as `anslut case` and `anslut letters` do it, under made up
names. The letters are written to a folder; the answer to one comes in as a mail would.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters import outbox
from adapters.case_looks import folder_of, letters_of
from adapters.chain_check import check_chain
from adapters.inbox import Arrival, take_in
from adapters.ledger import booked_since
from adapters.notifiers import open_notifier
from adapters.settings import PROJECT
from cli.words import SEVERITIES, err, moment, out
from domain.ledger import total
from domain.notice import Letter, NoticeKind
from extractors.excerpt import excerpt
from flows.delivery import process
from flows.desk import Desk
from flows.machine import Machine
from flows.release import release
from flows.sending import send_due
from pipeline import acts
from pipeline.letters import contact_address
from pipeline.reviewed import reviewed
from pipeline.states import SWEDISH
from validators.field_names import FIELD_NAMES

# The samples whose cases are followed. An answer needs no page of its own: page 2 holds conditions
# and no box, so that of any faultless scan is the page that is missing.
CLEAN = "03-felfri"
ANSWERED = "32-sida-saknas"
CORRECTED = "15-felstavad-kommun"
FAULTLESS = PROJECT / "samples" / "inbox" / CLEAN / "delivery.pdf"
MISSING_PAGE = 2
TO = "annika.linden@osthammar.se"  # as it stands on the paper, should nothing vouch for it
# What counts where the reader was not sure, or the Party wrote it wrong.
RIGHT = {
    ANSWERED: {"agreement_contact.title": "Handläggare"},
    CORRECTED: {"party.municipality_name": "Oxelösunds kommun", "signature.place": "Oxelösund"},
}
OFFICER, LEAD = "Elsa Exempel", "Per Prov"
STATE_WIDTH = max(map(len, SWEDISH.values()))


@dataclass(frozen=True)
class Stage:
    """Where the cases live, and which case each sample has become."""

    machine: Machine
    desk: Desk
    cases: Mapping[str, str]


def live(machine: Machine, cases: Mapping[str, str]) -> bool:
    """Take three cases through their lives and tell of each step; True when the page ledger closes
    and the chain of events holds. `cases` has the case of each sample, by the sample's name."""
    desk = Desk(machine.settings, machine.store, machine.reference, machine.forms)
    stage = Stage(machine, desk, cases)
    for title, sample, life in (
        ("Ett felfritt ärende", CLEAN, _clean),
        ("Ett ärende som kompletteras", ANSWERED, _answered),
        ("Ett ärende som rättas av en person", CORRECTED, _corrected),
    ):
        case = cases[sample]
        out.print(f"\n{title}: {case} ({sample})", highlight=False)
        _begin(stage, case)
        life(stage, case)
    return _close(stage)


def _begin(stage: Stage, case: str) -> None:
    """How it came in, and what the machine made of it."""
    folder = folder_of(stage.machine.store, case)
    first = folder.deliveries[0]
    _line(first.received_at, SWEDISH["received"], f"{first.originals[0].name} kom in")
    if folder.case.state == "registered":
        _step(stage, case, "läst, kontrollerat och registrerat utan att någon behövde fråga")
        return
    _step(stage, case, "läst och kontrollerat; en person behövs:")
    for one in reviewed(folder.case.findings, folder.rulings):
        if one.stops:
            told = f"  {one.number}. {SEVERITIES[one.finding.severity]}: {one.finding.message}"
            out.print(f"{'':20}{told}", highlight=False, markup=False, soft_wrap=True)


def _clean(stage: Stage, case: str) -> None:
    _open_access(stage, case)


def _answered(stage: Stage, case: str) -> None:
    """Ask, release, send; the answer joins its case, and what was typed before still stands."""
    _correct(stage, case, ANSWERED)
    with stage.desk.sitting(case, OFFICER) as at:
        to = contact_address(at.folder.case, at.folder.deliveries[0]) or TO
        acts.request_supplement(at.order, at.tx, to)
    _step(stage, case, f"{OFFICER} begär komplettering av {to}; klockan står")
    letter = _letter(stage, case, "supplement")
    now = datetime.now(UTC)
    release(stage.machine.store, outbox.Act(letter.id, letter.version, LEAD, now))
    _step(stage, case, f"{LEAD} släpper brevet")
    _send(stage, case, "supplement", "skickas")
    _answer(stage, case, (to, letter.notice.subject if letter.notice else ""))
    _open_access(stage, case)


def _answer(stage: Stage, case: str, mail: tuple[str, str]) -> None:
    """The missing page comes by mail; `mail` is from whom, and the subject that is answered."""
    sender, subject = mail
    file = stage.machine.settings.data_dir / "svar.pdf"
    file.write_bytes(excerpt(FAULTLESS.read_bytes(), MISSING_PAGE))
    arrival = Arrival("mail", datetime.now(UTC), sender, f"Sv: {subject}")
    receipt = take_in(file, arrival, stage.machine.originals, stage.machine.store)
    file.unlink()
    process(stage.machine, receipt.delivery)
    _step(
        stage, case, f"svaret finner sitt ärende och sida {MISSING_PAGE} är på plats; nu godtas det"
    )


def _corrected(stage: Stage, case: str) -> None:
    """Taken, put right, approved."""
    with stage.desk.sitting(case, OFFICER) as at:
        acts.claim(at.order, at.tx)
    _step(stage, case, f"{OFFICER} tar ärendet")
    _correct(stage, case, CORRECTED)
    with stage.desk.sitting(case, OFFICER) as at:
        acts.approve(at.order, at.tx, at.facts)
    _step(stage, case, f"{OFFICER} godkänner")
    _open_access(stage, case)


def _correct(stage: Stage, case: str, sample: str) -> None:
    """What counts in boxes, as a person has looked it up."""
    with stage.desk.sitting(case, OFFICER, "Kontrollerat mot originalet") as at:
        acts.correct(at.order, at.tx, at.facts, RIGHT[sample])
    told = ", ".join(f"{FIELD_NAMES[key]} = {text}" for key, text in RIGHT[sample].items())
    _step(stage, case, f"{OFFICER} skriver in: {told}")


def _open_access(stage: Stage, case: str) -> None:
    """The Party can use the service, and is told so."""
    with stage.desk.sitting(case, LEAD) as at:
        acts.open_access(at.order, at.tx)
    _step(stage, case, f"{LEAD} öppnar åtkomsten")
    _send(stage, case, "feedback", "har gått")


def _send(stage: Stage, case: str, kind: NoticeKind, told: str) -> None:
    """Every letter that is due goes out: here, as files in a folder."""
    notifier = open_notifier(stage.machine.settings)
    assert notifier is not None, "the demo's settings name a folder of letters"
    send_due(stage.machine.store, notifier)
    letter = _letter(stage, case, kind)
    to = letter.notice.to if letter.notice else "-"
    _step(
        stage, case, f"brevet till {to} {told}: {letter.notice.subject if letter.notice else '-'}"
    )


def _letter(stage: Stage, case: str, kind: NoticeKind) -> Letter:
    """The newest letter of a kind in the case."""
    return [one for one in letters_of(stage.machine.store, case) if one.kind == kind][-1]


def _step(stage: Stage, case: str, text: str) -> None:
    """A line about what has just happened, with the state that the case has come to."""
    state = folder_of(stage.machine.store, case).case.state
    _line(datetime.now(UTC), SWEDISH[state], text)


def _line(at: datetime, state: str, text: str) -> None:
    line = f"  {moment(at)}  {state:{STATE_WIDTH}}  {text}"
    out.print(line, highlight=False, markup=False, soft_wrap=True)


def _close(stage: Stage) -> bool:
    """The page ledger, the chain of events, and where the letters are."""
    pages = total(one.ledger for one in booked_since(stage.machine.store, None))
    chain = check_chain(stage.machine.store)
    out.print()
    if pages.closes:
        out.print(f"Sidboken stämmer: {pages.received} sidor.", highlight=False)
    if chain.holds and chain.last:
        out.print(f"Händelsekedjan stämmer: {chain.last.number} händelser.", highlight=False)
    if not (pages.closes and chain.holds):
        err.print("Sidboken eller händelsekedjan stämmer inte. Se anslut ledger.")
    folder = stage.machine.settings.letters_dir or Path()
    count = len(list(folder.glob("*.eml")))
    text = f"Breven, {count} stycken, ligger i {folder}."
    out.print(text, highlight=False, markup=False, soft_wrap=True)
    return pages.closes and chain.holds
