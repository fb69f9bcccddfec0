"""The letters as they are read: every kind, both languages, whatever their values are."""

import base64
import io
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from domain.case import Case
from domain.judgement import Decision, Finding
from domain.ledger import PageEnd
from domain.notice import Notice
from domain.reference_code import case_of_qr, references_in
from domain.register import Connection, Contact
from pipeline.entry import connection
from pipeline.judge import judge
from pipeline.letters import (
    About,
    Night,
    Waiting,
    acknowledgement,
    change,
    contact_address,
    dismissal,
    escalation,
    feedback,
    night_report,
    reminder_removed,
    rewritten,
    supplement,
)
from pipeline.letters.changes import changes
from pipeline.letters.defects import MENDED_BY_THE_PARTY, defects
from pipeline.letters.receipt import on_receipt
from pipeline.letters.render import Language
from pipeline.policy import POLICY
from pipeline.working_days import started
from tests.builders import facts, file, page, with_field
from tests.intake import delivery
from validators.catalogue import CATALOGUE

CASE = "c-0123456789abcdef"
AT = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
TO = "asa.sjoberg@habokommun.se"
BY = date(2026, 12, 7)
LANGUAGES: tuple[Language, ...] = ("sv", "en")
HOSTILE = '<script>alert("å")</script>\r\nBcc: alla@example.se\u202e & "Öberg"'


def judged(written: dict[str, str | None] | None = None) -> Case:
    """A case of an agreement with these values."""
    (one,) = judge([file(*(page(number, written=written) for number in (1, 2, 3)))], facts())
    return Case(
        id=CASE,
        delivery="d-1",
        state="in_review",
        agreement=one.agreement,
        findings=one.findings,
        decision=one.decision,
        clock=started(date(2026, 11, 16)),
    )


def empty() -> Case:
    """A case in which nothing was found, of before time was kept."""
    return Case(id=CASE, delivery="d-1", state="in_review", decision=Decision(outcome="review"))


def about(case: Case, language: Language = "sv") -> About:
    return About(to=TO, case=case, delivery=delivery(), language=language)


def entry() -> Connection:
    case = judged()
    assert case.agreement is not None
    return connection(case.agreement, facts(), CASE, AT)


def bare(**changed: object) -> Connection:
    """An entry with nothing that may be missing."""
    least = {
        "department": None,
        "mandate_date": None,
        "mandate_registry_no": None,
        "technical_contact": None,
        "supplier_name": None,
        "supplier_org_no": None,
        "certificate_serial_no": None,
        "agreement_contact": Contact(name="Åsa Sjöberg", email=TO),
    }
    return entry().model_copy(update={**least, **changed})


def finding(code: str, *values: str) -> Finding:
    return CATALOGUE[code].finding((), *values)


def every_kind(language: Language) -> list[Notice]:
    case, other = judged(), entry().model_copy(update={"city": "Vänersborg"})
    waiting = Waiting(case=CASE, queue="incomplete", due_on=date(2026, 11, 20))
    night = Night(
        day=date(2026, 11, 23),
        figures=(("Mottagna", "12"),),
        deviations=("Sidboken stämmer inte.",),
        document="ab" * 32,
    )
    return [
        acknowledgement(about(case, language), 3),
        supplement(about(case, language), BY, [finding("complete.signature_missing")]),
        reminder_removed(about(case, language), (4,)),
        feedback(entry(), language),
        change(TO, entry(), other, 0, language),
        dismissal(about(case, language), "Avtalet är skickat av misstag."),
        escalation("lead@example.se", [waiting], date(2026, 11, 23), 1, language),
        night_report("drift@example.se", night, language),
    ]


def least_of_every_kind(language: Language) -> list[Notice]:
    """Every kind, with every value missing that may be."""
    case = empty()
    return [
        acknowledgement(about(case, language), 0),
        supplement(about(case, language), BY, [], "Skicka avtalet på nytt."),
        reminder_removed(about(case, language), ()),
        feedback(bare(case=None), language),
        change(TO, bare(case=None), bare(case=None, department="Ö-enheten"), 0, language),
        change(TO, bare(case=None, department="Ö-enheten"), bare(case=None), 0, language),
        dismissal(about(case, language), "x"),
        escalation(TO, [Waiting(case=CASE, queue="failed", due_on=None)], BY, 0, language),
        night_report(TO, Night(day=BY, figures=()), language),
    ]


class Page(HTMLParser):
    """What a browser makes of a page: its language, its text, its pictures and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language, self.text, self.pictures = "", "", list[dict[str, str | None]]()
        self.tags = set[str]()
        self.open = list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "html":
            self.language = dict(attrs)["lang"] or ""
        if tag == "img":
            self.pictures.append(dict(attrs))
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("made", [every_kind, least_of_every_kind])
def test_every_letter_is_whole(made: object, language: Language) -> None:
    assert callable(made)
    for letter in made(language):
        shown = Page(letter.html)
        assert not shown.open, f"{letter.kind}: an element is not closed"
        assert shown.language == language
        for text in (letter.subject, letter.body, shown.text):
            assert text.strip(), letter.kind
            assert not re.search(r"None|Undefined|\{\{|\{%|\(\)|, ,", text), (
                f"{letter.kind}: {text}"
            )
        assert "\n\n\n" not in letter.body, letter.kind
        assert len(letter.subject.splitlines()) == 1
        assert (letter.case is None) == ("[c-" not in letter.subject)


def test_the_text_and_the_page_say_the_same() -> None:
    """Words, but for how lists and headings are set."""
    for language in LANGUAGES:
        for letter in every_kind(language):
            _, _, said = Page(letter.html).text.partition(letter.subject)
            words = set(re.findall(r"[\w@.-]{4,}", said.casefold()))
            missing = words - set(re.findall(r"[\w@.-]{4,}", letter.body.casefold()))
            assert len(missing) <= 6, f"{letter.kind}: {missing}"
            assert len(words) - len(missing) > 10, letter.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_value_says_is_never_markup_nor_a_line_of_its_own(language: Language) -> None:
    contact = Contact(name=HOSTILE, email=TO)
    hostile = bare(technical_contact=contact, municipality=HOSTILE, board=HOSTILE)
    letters = [
        feedback(hostile, language),
        change(TO, bare(), bare(department=HOSTILE, city=HOSTILE), 0, language),
        supplement(about(judged(), language), BY, [finding("correct.email_format", HOSTILE)]),
        supplement(about(judged(), language), BY, [], HOSTILE),
        dismissal(about(judged(), language), HOSTILE),
        night_report(TO, Night(day=BY, figures=((HOSTILE, "1"),), deviations=(HOSTILE,)), language),
    ]
    letters.append(rewritten(letters[0], subject=HOSTILE, body=HOSTILE))
    for letter in letters:
        shown = Page(letter.html)
        assert "script" not in shown.tags, letter.kind
        assert '<script>alert("å")</script>' in shown.text, "it is shown as it was written"
        assert "\u202e" not in letter.body.replace(HOSTILE, ""), "it would turn the text around"
        assert not set("\r\n") & set(letter.subject)
        if letter.kind in ("feedback", "change") and letter.machine is None:
            assert "\nBcc:" not in letter.body


def test_the_acknowledgement_tells_what_came_when_and_by_when_it_is_done() -> None:
    said = acknowledgement(about(judged()), 3).body
    assert "16 november 2026 klockan 09.30" in said
    assert "avtal.pdf" in said
    assert "Antal sidor: 3" in said
    assert "klara senast den 30 november 2026" in said
    assert "Socialnämnden, Habo kommun" in said


def test_no_day_is_promised_for_what_is_not_complete() -> None:
    said = acknowledgement(about(judged({"party.city": ""})), 3).body
    assert "30 november" not in said
    assert "10 arbetsdagar" in said


def test_a_supplement_asks_for_all_at_once_each_thing_once_and_in_order() -> None:
    asked = [
        finding("correct.postal_code_format", "1234"),
        finding("complete.page_missing", "2, 3"),
        finding("material.handwritten"),
        finding("complete.signature_missing"),
        finding("correct.postal_code_format", "1234"),
        finding("material.reminder_included", "4"),
    ]
    letter = supplement(about(judged()), BY, asked)
    numbered = re.findall(r"^\d\. (.*)$", letter.body, re.MULTILINE)
    assert numbered == [
        "Avtalet är inte underskrivet. Det ska skrivas under av en behörig företrädare.",
        "Sidorna 2 och 3 i avtalet saknas. Skicka in alla sidor.",
        "Postnumret 1234 har fel form. Skriv fem siffror.",
    ]
    assert "senast den 7 december 2026" in letter.body
    assert "20 § förvaltningslagen" in letter.body
    assert "hjälpa er" in letter.body


def test_a_supplement_carries_the_reference_in_its_subject_and_in_a_code() -> None:
    letter = supplement(about(judged()), BY, [finding("complete.signature_missing")])
    assert references_in(letter.subject) == (CASE,)
    (picture,) = Page(letter.html).pictures
    assert CASE in (picture["alt"] or "")
    data = base64.b64decode((picture["src"] or "").partition("base64,")[2])
    seen = zxingcpp.read_barcodes(np.asarray(Image.open(io.BytesIO(data)).convert("L")))
    assert [case_of_qr(one.text) for one in seen] == [CASE]


def test_a_request_a_dismissal_and_a_notice_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        supplement(about(judged()), BY, [finding("material.handwritten")], " ")
    with pytest.raises(ValueError, match="reason"):
        dismissal(about(judged()), " \n")
    with pytest.raises(ValueError, match="no change"):
        change(TO, entry(), entry().model_copy(update={"version": 2, "concluded_at": AT}))
    with pytest.raises(ValueError, match="nothing"):
        escalation(TO, [], BY, 0)


def test_the_party_is_asked_for_just_what_its_messages_tell_it_to_do() -> None:
    """What a person at the agency does says so, and notes ask for nothing."""
    assert set(CATALOGUE) >= MENDED_BY_THE_PARTY
    for code, kind in CATALOGUE.items():
        ours = "handläggare" in kind.swedish or "behöver inte göra något" in kind.swedish
        assert (code in MENDED_BY_THE_PARTY) == (POLICY[code] is not None and not ours), code


def test_defects_in_english_are_for_development() -> None:
    assert defects([finding("complete.signature_missing")], "en") == (
        "No ink in the signature box.",
    )


def test_the_notice_of_the_reminder_names_nobody_and_asks_for_nothing() -> None:
    said = reminder_removed(about(judged()), (4, 5)).body
    assert "sidorna 4 och 5" in said
    assert "behöver inte göra något" in said
    assert "Sjöberg" not in said


def test_a_change_notice_tells_what_changed_and_nothing_else() -> None:
    before = entry()
    after = before.model_copy(update={"city": "Vänersborg", "technical_contact": None})
    said = change(TO, before, after).body
    assert "- ort: nu Vänersborg (tidigare Habo)" in said
    assert "- namn på kontaktperson för tekniska frågor: har tagits bort" in said
    assert before.agreement_contact.name not in said
    assert before.postal_address not in said


def test_every_value_that_may_change_is_told() -> None:
    first = entry()
    person = Contact(name="Örjan Ek", title="Chef", phone="08-465 004 01", email="o.ek@habo.se")
    told = {
        "municipality": "Håbo kommun",
        "board": "Arbetsnämnden",
        "department": "Ö",
        "postal_address": "Gatan 2",
        "postal_code": "111 22",
        "city": "Bålsta",
        "mandate_date": "2019-01-01",
        "mandate_registry_no": "KS 1",
        "agreement_contact": person,
        "technical_contact": person,
        "supplier_name": "Öst AB",
        "supplier_org_no": "556000-0001",
        "certificate_serial_no": "A1",
        "signed_on": "2026-01-01",
        "signed_by": "Örjan Ek",
    }
    for name, value in told.items():
        assert changes(first, first.model_copy(update={name: value})), name
    kept = {"version", "form", "valid_from", "concluded_at", "case", "reason", "why", "org_no"}
    kept |= {"ended_at"}  # told by words of its own
    assert set(Connection.model_fields) == set(told) | kept


def test_feedback_goes_to_who_answers_for_technical_questions_else_for_the_agreement() -> None:
    assert feedback(entry()).to == "lars-erik.lindqvist@habokommun.se"
    assert feedback(bare()).to == TO


def test_an_escalation_names_cases_most_urgent_first_and_nobody() -> None:
    waiting = [
        Waiting(case="c-2", queue="failed", due_on=None),
        Waiting(case="c-1", queue="incomplete", due_on=date(2026, 11, 24)),
        Waiting(case="c-0", queue="incomplete", due_on=date(2026, 11, 20)),
    ]
    letter = escalation("lead@example.se", waiting, date(2026, 11, 23), 2)
    assert re.findall(r"c-\d", letter.body) == ["c-0", "c-1", "c-2"]
    assert "ofullständig: 2" in letter.body
    assert "skulle ha varit klart den 20 november 2026" in letter.body
    assert "1 arbetsdag kvar" in letter.body
    assert letter.subject.startswith("3 ärenden")


def test_letters_to_ourselves_are_one_for_each_day_and_step() -> None:
    waiting = [Waiting(case=CASE, queue="failed", due_on=None)]
    made = [escalation(TO, waiting, day, step) for day in (AT.date(), BY) for step in (0, 1)]
    assert len({one.number for one in made}) == 4
    nights = [night_report(TO, Night(day=day, figures=())) for day in (AT.date(), BY)]
    assert len({one.number for one in nights}) == 2


def test_what_a_person_rewrites_keeps_the_machines_text_and_the_reference() -> None:
    first = supplement(about(judged()), BY, [finding("complete.signature_missing")])
    second = rewritten(first, "Skriv under", "Hej Åsa!\n\nSkriv under.\nSkicka in.")
    third = rewritten(second, to="annan@habokommun.se")
    assert second.subject == f"Skriv under [{CASE}]"
    assert second.machine == third.machine == first.wording
    assert third.to == "annan@habokommun.se"
    assert third.html == second.html
    shown = Page(second.html)
    assert "Hej Åsa!" in shown.text
    assert len(shown.pictures) == 1, "the code goes with the request"
    assert "behörig företrädare" not in second.html
    with pytest.raises(ValueError, match="without text"):
        rewritten(first, body=" \n")


def test_a_letter_goes_to_who_sent_it_else_to_the_contact_as_read() -> None:
    sent = delivery().model_copy(update={"sender": "registrator@habokommun.se"})
    assert contact_address(judged(), sent) == "registrator@habokommun.se"
    assert contact_address(judged(), delivery()) == TO
    assert contact_address(judged({"agreement_contact.email": ""}), delivery()) is None
    assert contact_address(empty(), delivery()) is None


def test_no_letter_goes_to_an_address_that_nothing_vouches_for() -> None:
    case = judged()
    assert case.agreement is not None
    for changed, to in (
        ({"support": None}, None),
        ({"support": None, "source": "person"}, TO),
        ({"support": "check"}, TO),
    ):
        whole = with_field(case.agreement, "agreement_contact.email", **changed)
        assert contact_address(case.model_copy(update={"agreement": whole}), delivery()) == to


def test_a_delivery_is_answered_case_by_case() -> None:
    """Its separators and blank backs are not counted; the reminder is told of, without names."""
    first, second = judged(), judged().model_copy(update={"id": "c-ffffffffffffffff"})
    kinds = ("agreement", "agreement", "agreement", "blank", "separator", "agreement", "reminder")
    parts = (0, 0, 0, 0, None, 1, 1)
    ends = [
        PageEnd.model_validate({"original": 0, "number": number, "kind": kind, "part": part})
        for number, (kind, part) in enumerate(zip(kinds, parts, strict=True), 1)
    ]
    letters = on_receipt(delivery(), (first, second), ends)
    assert [(one.kind, one.case) for one in letters] == [
        ("acknowledgement", CASE),
        ("acknowledgement", second.id),
        ("reminder_removed", second.id),
    ]
    assert "Antal sidor: 3" in letters[0].body
    assert "Antal sidor: 1" in letters[1].body
    assert "(sida 7)" in letters[2].body
    assert on_receipt(delivery(), (empty(),), ends) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"SV: Komplettera avtalet [{CASE}]", (CASE,)),
        (f"VB: SV: [{CASE.upper()}] och [c-ffffffffffffffff]", (CASE, "c-ffffffffffffffff")),
        ("Ärende c–0123456789abcdef, med programmets streck", (CASE,)),
        (f"[{CASE}] {CASE}", (CASE,)),
        ("[c-0123456789abcde]", ()),  # a sign short
        ("[c-0123456789abcdef0]", ()),  # one too many
        ("abc-0123456789abcdef", ()),
        ("", ()),
    ],
)
def test_references_are_found_in_what_people_send(text: str, found: tuple[str, ...]) -> None:
    assert references_in(text) == found


def test_another_code_is_no_reference() -> None:
    for text in ("ANSLUT SKILJEBLAD 1", CASE, f"ANSLUT SVAR {CASE} x", "ANSLUT SVAR c-0"):
        assert case_of_qr(text) is None
