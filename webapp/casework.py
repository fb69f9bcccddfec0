"""A case as a person works on it: its problems in order, each with its question, and its fields."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.case import Event
from domain.form import FieldType, FormVersion
from domain.judgement import SAMPLED
from domain.notice import Letter
from domain.reading import Alteration, FieldReading
from domain.ruling import Correction, Ruling
from pipeline.acts.common import UNREAD
from pipeline.acts.undo import last_said
from pipeline.ports import Folder
from pipeline.reviewed import Reviewed, reviewed
from pipeline.rulings import approvers, person, standing
from validators.field_names import FIELD_NAMES
from webapp.access import Visitor
from webapp.times import Due, due_of

Kind = Literal["field", "signature", "alteration", "signatory", "mandate", "page", "other"]
MOST_CANDIDATES = 9  # each has a key of its own

# What a finding asks, where it is not what stands in a box.
KINDS: dict[str, Kind] = {
    "complete.signature_missing": "signature",
    "authentic.signature_typed": "signature",
    "authentic.signature_stamp": "signature",
    "authentic.signature_unclear": "signature",
    "authentic.text_altered": "alteration",
    "authentic.ink_unexplained": "alteration",
    "verified.signatory_ask": "signatory",
    "verified.signatory_refused": "signatory",
    "complete.mandate_missing": "mandate",
    "correct.mandate_too_old": "mandate",
    "verified.mandate_differs": "mandate",
    "verified.mandate_from_minutes": "mandate",
    "verified.minutes_differ": "mandate",
    "verified.minutes_without_mandate": "mandate",
    "material.page_unknown": "page",
    "material.page_unread": "page",
    "material.not_an_agreement": "page",
    "complete.page_missing": "page",
}
# Findings that say the same of several boxes, each of which is a question of its own; and what
# is said of one of them.
EACH_BOX: dict[str, str] = {
    "material.field_unclear": "Gick inte att läsa säkert.",
    "material.handwritten": "Skrivet för hand.",
    "material.crossed_out": "Överstruket.",
    "material.personal_number": "Ser ut som ett personnummer.",
    "material.read_by_labels": "Läst utan blankett att jämföra med.",
    "material.answer_differs": "Svaret säger något annat än det som har skrivits in.",
    "material.typed_elsewhere": "Det som har skrivits in gällde en annan sida.",
    "authentic.value_hidden": "Filen säger något annat än det som syns.",
    "complete.technical_contact_incomplete": "Kontakten är bara delvis ifylld.",
}
# Reasons that are offered for calling a finding harmless; a person may write their own.
REASONS: dict[Kind, tuple[str, ...]] = {
    "field": ("Det står så på papperet", "Kontrollerat mot en annan källa"),
    "signature": ("Jag ser en underskrift på originalet",),
    "alteration": (
        "Fläck eller skugga från skanningen",
        "En anteckning som inte ändrar avtalet",
    ),
    "signatory": ("Behörigheten är kontrollerad",),
    "mandate": ("Beslutet är kontrollerat",),
    "page": ("Sidan hör till avtalet och är läst", "Sidan behövs inte"),
    "other": ("Kontrollerat på originalet", "Parten har bekräftat det"),
}
GROUPS: tuple[tuple[str, str], ...] = (
    ("party.", "Parten"),
    ("mandate.", "Beslut om uppdrag"),
    ("agreement_contact.", "Kontakt för avtalet"),
    ("technical_contact.", "Kontakt för tekniska frågor"),
    ("supplier.", "Systemleverantör"),
    ("certificate.", "Certifikat"),
    ("terms.", "Villkor"),
    ("signature.", "Underskrift"),
)


@dataclass(frozen=True)
class FieldView:
    """A box: what counts now, what the machine read, and what persons have typed, last last."""

    key: str
    type: FieldType
    now: FieldReading
    read: FieldReading | None
    candidates: tuple[str, ...]
    typed: tuple[Correction, ...]

    @property
    def name(self) -> str:
        """What the box is called, in Swedish."""
        return FIELD_NAMES[self.key]

    @property
    def text(self) -> str:
        """What stands there as things are: as typed, or as read."""
        return self.now.raw or ""

    @property
    def machine(self) -> str | None:
        """What the machine read; None when it could not."""
        return self.read.raw if self.read else None


@dataclass(frozen=True)
class Problem:
    """Something that stops the case: a box, or a question of another kind, with all that was found
    about it. `id` stays the same when the case is judged again, as long as the question does.

    `closing` are the findings that can be called harmless here: one that is about several boxes
    can at the last of them."""

    id: str
    kind: Kind
    findings: tuple[Reviewed, ...]
    fields: tuple[FieldView, ...]
    closing: tuple[Reviewed, ...] = ()

    def short(self, one: Reviewed) -> str:
        """What a finding says of this box alone, "" where its message does."""
        several = len(one.finding.fields) > 1
        return EACH_BOX.get(one.finding.code, "") if several else ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Reasons that are offered for its being harmless."""
        return REASONS[self.kind]


@dataclass(frozen=True)
class CaseView:
    """A case as a visitor sees it. `may_act`: they may act on what it says, now."""

    folder: Folder
    letters: tuple[Letter, ...]
    events: tuple[Event, ...]
    problems: tuple[Problem, ...]
    others: tuple[Reviewed, ...]
    groups: tuple[tuple[str, tuple[FieldView, ...]], ...]
    alterations: tuple[Alteration, ...]
    due: Due | None
    holder: str | None
    is_mine: bool
    may_act: bool
    may_approve: bool
    has_approved: bool
    can_undo: tuple[Ruling, ...]

    @property
    def asked(self) -> frozenset[str]:
        """The boxes that are asked about: they have their form among the problems."""
        return frozenset(one.key for problem in self.problems for one in problem.fields)

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of question that are asked."""
        return frozenset(one.kind for one in self.problems)

    @property
    def hidden(self) -> bool:
        """Whether it waits for a blind check: nothing that was read is shown."""
        return self.folder.queue == SAMPLED


def case_view(
    folder: Folder,
    known: tuple[Sequence[Letter], Sequence[Event], Sequence[FormVersion]],
    visitor: Visitor,
    now: datetime,
) -> CaseView:
    """The case for a visitor; `known` are its letters, its events, and the forms."""
    letters, events, forms = known
    found = reviewed(folder.case.findings, folder.rulings)
    fields = field_views(folder, forms)
    holder = holder_of(folder, now)
    unread = any(one.code == UNREAD for one in folder.case.findings)
    reviews = folder.case.state == "in_review" and visitor.may("review") and not unread
    may_act = reviews and holder in (None, visitor.name)
    approved = approvers(folder.rulings)
    return CaseView(
        folder=folder,
        letters=tuple(letters),
        events=tuple(events),
        problems=tuple(problems([one for one in found if one.stops], fields)),
        others=tuple(one for one in found if not one.stops),
        groups=tuple(_grouped(fields)),
        alterations=folder.case.agreement.alterations if folder.case.agreement else (),
        due=due_of(folder.case.clock, now),
        holder=holder,
        is_mine=holder == visitor.name,
        may_act=may_act,
        may_approve=may_act
        and folder.case.agreement is not None
        and folder.case.decision.outcome == "register"
        and person(visitor.name) not in approved,
        has_approved=bool(approved),
        can_undo=last_said(folder.rulings, visitor.name) if may_act else (),
    )


def holder_of(folder: Folder, now: datetime) -> str | None:
    """Who has the case now."""
    until = folder.claimed_until
    return folder.claimed_by if until is not None and until > now else None


def field_views(folder: Folder, forms: Sequence[FormVersion]) -> dict[str, FieldView]:
    """The boxes of the case's agreement, by key."""
    agreement, read = folder.case.agreement, folder.part.agreement
    if agreement is None:
        return {}
    form = next((one for one in forms if one.id == agreement.form), None)
    types = {one.key: one.type for one in form.fields} if form else {}
    typed = [one for one in standing(folder.rulings) if isinstance(one, Correction)]
    return {
        one.key: FieldView(
            key=one.key,
            type=types.get(one.key, "text"),
            now=one,
            read=(was := read.field(one.key) if read else None),
            candidates=_candidates(was),
            typed=tuple(other for other in typed if other.key == one.key),
        )
        for one in agreement.fields
    }


def _candidates(read: FieldReading | None) -> tuple[str, ...]:
    """The different readings of a box, each once."""
    if read is None:
        return ()
    texts = [read.raw or "", *(one.text for one in read.candidates)]
    return tuple(dict.fromkeys(filter(None, texts)))[:MOST_CANDIDATES]


def problems(found: Sequence[Reviewed], fields: dict[str, FieldView]) -> Iterator[Problem]:
    """What is to be settled, in the order of the findings. All that is about one box is one
    question; a finding about several boxes of which each may be wrong by itself is several."""
    made: dict[str, list[Reviewed]] = {}
    about: dict[str, tuple[Kind, tuple[str, ...]]] = {}
    for one in found:
        for kind, keys in _questions(one, fields):
            same = kind if kind in ("signature", "signatory", "mandate") else one.finding.identity
            name = keys[0] if kind == "field" and len(keys) == 1 else same
            made.setdefault(name, []).append(one)
            about.setdefault(name, (kind, keys))
    asked: set[str] = set()  # each box has one form
    last = {one.number: name for name, those in made.items() for one in those}
    for name, those in made.items():
        kind, keys = about[name]
        new = tuple(fields[key] for key in keys if key not in asked)
        asked.update(keys)
        closing = tuple(one for one in those if last[one.number] == name)
        yield Problem(name, kind, tuple(those), new, closing)


def _questions(
    one: Reviewed, fields: dict[str, FieldView]
) -> Iterator[tuple[Kind, tuple[str, ...]]]:
    """What a finding asks: of which kind, and about which boxes."""
    keys = tuple(key for key in one.finding.fields if key in fields)
    kind = KINDS.get(one.finding.code, "field" if keys else "other")
    if kind == "field" and one.finding.code in EACH_BOX:
        yield from (("field", (key,)) for key in keys)
        return
    yield kind, keys


def _grouped(fields: dict[str, FieldView]) -> Iterator[tuple[str, tuple[FieldView, ...]]]:
    for beginning, name in GROUPS:
        own = tuple(one for key, one in fields.items() if key.startswith(beginning))
        if own:
            yield name, own
