"""Acts about what a case says. Each judges it again at once, and none takes anything away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.agreement import Agreement
from domain.case import Case
from domain.errors import ActRefused
from domain.facts import Facts
from domain.reference import Mandate
from domain.ruling import Correction, Harmless, Ruling, Signatory, SignatureSaid
from domain.typed import REFERENCE, line
from pipeline.acts.common import (
    Order,
    as_judged,
    clocked,
    happened,
    judge_again,
    needed_why,
    opened,
    queue_for,
    record,
    refuse_program,
)
from pipeline.policy import POLICY, needs_two
from pipeline.ports import CaseTransaction, Change, Folder
from pipeline.states import Act
from validators.field_names import FIELD_NAMES


@dataclass(frozen=True)
class _Said:
    """What an act says: its name and codes for the event, and what is kept of it."""

    act: Act
    why: str = ""
    rulings: tuple[Ruling, ...] = ()
    signatory: Signatory | None = None
    mandate: Mandate | None = None


def correct(order: Order, tx: CaseTransaction, facts: Facts, values: Mapping[str, str]) -> Case:
    """What stands in boxes, as a person reads it: key -> text, "" for an empty box.

    What the machine read stays, and so does everything that was typed before.
    """
    folder, _ = opened(tx, order, "correct")
    agreement = _agreement(folder)
    for key in values:
        if agreement.field(key) is None:
            raise ActRefused(
                f"{FIELD_NAMES.get(key, key)} kan inte rättas: rutan finns inte på någon sida i "
                "ärendet. Begär sidan i en komplettering."
            )
    rulings = tuple(
        Correction(
            by=order.who,
            at=order.at,
            why=order.why,
            key=key,
            text=line(text, f'Texten i fältet "{FIELD_NAMES.get(key, key)}"'),
            page=folder.part.page_of(key),
        )
        for key, text in values.items()
    )
    return _ruled(order, tx, facts, folder, _Said("correct", " ".join(values), rulings))


def confirm(order: Order, tx: CaseTransaction, facts: Facts, finding: str) -> Case:
    """A finding, by its identity, is no hindrance; the reason is kept. Of one about the text or the
    signature two persons have to say so, and no program may."""
    folder, _ = opened(tx, order, "confirm")
    why = needed_why(order)
    found = next((one for one in folder.case.findings if one.identity == finding), None)
    if found is None or POLICY[found.code] is None:
        raise ActRefused(
            "Den anmärkningen finns inte längre i ärendet, eller stoppar det inte. Öppna ärendet "
            "igen."
        )
    if needs_two(found.code):
        refuse_program(order)
    said = Harmless(by=order.who, at=order.at, why=why, code=found.code, finding=finding)
    return _ruled(order, tx, facts, folder, _Said("confirm", found.code, (said,)))


def say_signature(order: Order, tx: CaseTransaction, facts: Facts, signed: bool) -> Case:
    """Whether the agreement is signed by hand. Where the machine found no hand's ink at all, a
    second person has to see it too. A program may doubt a signature, and never vouch for one."""
    folder, _ = opened(tx, order, "say_signature")
    _agreement(folder)
    if signed:
        refuse_program(order)
    said = SignatureSaid(
        by=order.who,
        at=order.at,
        why=needed_why(order),
        signed=signed,
        page=folder.part.signed_page,
    )
    told = "signed" if signed else "not_signed"
    return _ruled(order, tx, facts, folder, _Said("say_signature", told, (said,)))


def authorise(
    order: Order, tx: CaseTransaction, facts: Facts, may_sign: bool, known: tuple[str, date]
) -> Case:
    """Whether the person who signed may do so for this municipality; `known` is where that stands
    (a delegation order, minutes) and until when it is remembered."""
    reference, expires = line(known[0], "Hänvisningen till beslutet", REFERENCE), known[1]
    folder, _ = opened(tx, order, "authorise")
    agreement = _agreement(folder)
    org_no = agreement.value("party.org_no")
    name = agreement.value("signature.name_clarification")
    if not (org_no and name and reference):
        raise ActRefused(
            "Det behövs ett organisationsnummer, ett namnförtydligande och en hänvisning till "
            "beslutet. Rätta fälten först."
        )
    if expires <= order.day:
        raise ActRefused("Svaret ska gälla till en dag som kommer. Ange en senare dag.")
    signatory = Signatory(
        org_no=org_no,
        name=name,
        may_sign=may_sign,
        reference=reference,
        expires_on=expires.isoformat(),
        by=order.who,
        at=order.at,
        case=order.case,
    )
    told = "may_sign" if may_sign else "may_not_sign"
    return _ruled(order, tx, facts, folder, _Said("authorise", told, signatory=signatory))


def confirm_mandate(
    order: Order, tx: CaseTransaction, facts: Facts, decided_on: date, registry_no: str
) -> Case:
    """The municipality has given SKR the management of the service, by this decision. It goes into
    the list of mandates."""
    folder, _ = opened(tx, order, "confirm_mandate")
    org_no = _agreement(folder).value("party.org_no")
    registry_no = line(registry_no, "Beslutets diarienummer eller paragraf")
    if not (org_no and registry_no):
        raise ActRefused(
            "Det behövs ett organisationsnummer i ärendet och beslutets diarienummer eller "
            "paragraf. Rätta fältet först."
        )
    if decided_on > order.day:
        raise ActRefused("Beslutets dag har inte kommit än. Kontrollera datumet.")
    if decided_on < facts.first_mandate_day:
        raise ActRefused(
            f"Beslutet kan inte vara fattat före {facts.first_mandate_day}: tjänsten fanns inte. "
            "Kontrollera datumet."
        )
    mandate = Mandate(org_no=org_no, decision_date=decided_on, registry_no=registry_no)
    return _ruled(order, tx, facts, folder, _Said("confirm_mandate", mandate=mandate))


def _agreement(folder: Folder) -> Agreement:
    """The agreement as the machine read it; ActRefused when the case holds none."""
    if folder.part.agreement is None:
        raise ActRefused(
            "Ärendet har inget avtal. Säg först vilka sidor som är avtalets, eller begär "
            "komplettering."
        )
    return folder.part.agreement


def _ruled(order: Order, tx: CaseTransaction, facts: Facts, folder: Folder, said: _Said) -> Case:
    """The case judged again and recorded, with the act as its event. What is remembered for other
    cases too is recorded first: it is known from then on."""
    tx.remember(said.signatory, said.mandate, (order.case, order.who))
    found = judge_again(folder, tx, facts, said.rulings)
    change = Change(
        case=clocked(as_judged(folder.case, found, "in_review"), found, facts),
        queue=queue_for(found, folder.queue),
        events=(happened(order, said.act, said.why),),
        rulings=said.rulings,
    )
    return record(tx, change)
