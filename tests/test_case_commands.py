"""The command line of cases: what a person is told, and what an act leads to."""

import re
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.case_looks import folder_of, letters_of
from adapters.cases import acting
from adapters.forms import load_forms
from adapters.reference import load_reference
from adapters.settings import TIMEZONE, Settings
from adapters.store import open_store
from cli.exits import Exit
from domain.notice import Letter
from domain.reading import PageReading
from domain.reference_code import bracketed
from flows.delivery import facts_on
from pipeline.ports import Folder
from pipeline.settle import settle
from pipeline.working_days import after
from tests.builders import FAULTLESS, file, page
from tests.intake import delivery
from tests.test_cli import Run, cells, data_dir, run

__all__ = ["data_dir", "run"]  # fixtures

FORM = "ssbtek-2022"
NOW = datetime.now(UTC)
RECEIVED = NOW.astimezone(TIMEZONE).replace(hour=0, minute=1)  # today: the clock has just begun
TYPO = {"agreement_contact.email": "asa.sjoberg@habokomun.se"}
Come = Callable[..., str]


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSLUT_USER", "Elsa")


@pytest.fixture
def come(data_dir: Path) -> Come:
    """Let a delivery come and be judged as the flow judges it; the case's id."""

    def come(content: str, *pages: PageReading, share: float = 0.0, subject: str = "") -> str:
        settings = Settings(data_dir=data_dir)
        forms = tuple(one.form for one in load_forms(settings.forms_dir))
        one = delivery(content, RECEIVED)
        one = one.model_copy(update={"subject": subject or None})
        known = facts_on(RECEIVED, settings, load_reference(), forms)
        with closing(open_store(settings)) as store:
            store.receive(one, NOW)
            with acting(store, NOW, share) as tx:
                (case,) = settle(one, (file(*pages),), tx, known, NOW)
        return case.id

    return come


def agreement(
    written: Mapping[str, str | None] | None = None, numbers: tuple[int, ...] = (1, 2, 3)
) -> tuple[PageReading, ...]:
    """Pages of an agreement without a fault but for what is written."""
    number = FAULTLESS["party.org_no"]
    listed = next(one for one in load_reference().mandates if one.org_no == number)
    texts = {
        "mandate.decision_date": listed.decision_date.isoformat(),
        "mandate.registry_no": listed.registry_no,
        "signature.date": RECEIVED.date().isoformat(),
        **(written or {}),
    }
    return tuple(
        page(place, form_page=one, form_id=FORM, written=texts)
        for place, one in enumerate(numbers, 1)
    )


def folder(data_dir: Path, case: str) -> Folder:
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        return folder_of(store, case)


def letters(data_dir: Path, case: str) -> tuple[Letter, ...]:
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        kept = letters_of(store, case)
    return tuple(one for one in kept if one.kind != "acknowledgement")


# what a person does


def test_a_wrong_value_is_corrected_and_the_case_approved(
    run: Run, come: Come, data_dir: Path
) -> None:
    case = come("one", *agreement({"agreement_contact.email": "asa"}))
    assert "taget av Elsa" in run("case", "claim", case[:6]).out
    name = "E-postadress till kontaktperson för avtalet"
    ended = run("case", "correct", case[:6], f"{name}=asa.sjoberg@habokommun.se")
    assert ended.code == Exit.OK
    assert f"Godkänn: anslut case approve {case}" in ended.out
    shown = run("case", "show", case).out
    row = next(line for line in shown.splitlines() if "asa.sjoberg@habokommun.se (Elsa" in line)
    assert "│ asa " in row, "what the machine read stands beside what was typed"
    ended = run("case", "approve", case)
    assert f"{case}, version 3: registrerat." in ended.out
    assert f"anslut case open-access {case}" in ended.out
    ended = run("case", "open-access", case)
    assert "avtal ingånget" in ended.out
    assert [one.state for one in letters(data_dir, case)] == ["waiting"]
    ended = run("case", "amend", case, "ort=Habo tätort", "--why", "Ny ort")
    assert ended.code == Exit.OK
    entry = folder(data_dir, case).entry
    assert entry is not None
    assert (entry.city, entry.why) == ("Habo tätort", "Ny ort")
    assert "arbetsdagar kvar" in run("case", "show", case).out


def test_what_still_stops_a_case_is_said_after_every_act(run: Run, come: Come) -> None:
    case = come("one", *agreement({"agreement_contact.email": "asa", "party.postal_code": "1"}))
    told = run("case", "correct", case, "party.postal_code=566 32").out
    assert "Kvar som stoppar det: 1 anmärkning." in told
    assert "(correct.email_format)" in told
    assert "correct.postal_code_format" not in told


def test_an_altered_text_takes_two_persons(run: Run, come: Come, data_dir: Path) -> None:
    first, second, third = agreement()
    unsigned = third.signature
    assert unsigned is not None
    third = third.model_copy(update={"signature": unsigned.model_copy(update={"kind": "none"})})
    case = come("one", first, second, third)
    told = run("case", "signature", case, "underskrivet", "--why", "Svagt bläck").out
    assert "complete.signature_missing" in told
    told = run("case", "confirm", case, "1", "--version", "2", "--why", "Svagt bläck").out
    assert "Bekräftad av en person, en andra behövs." in told
    assert "kan inte godkännas än" in run("case", "approve", case).err
    shown = run("case", "show", case).out
    assert "Ofarligt enligt Elsa" in shown
    assert "En andra person behöver säga detsamma." in shown
    assert "underskrivet enligt Elsa" in shown
    run("case", "confirm", case, "complete.signature_missing", "--why", "Ser det", "--by", "Per")
    assert "En andra person behöver godkänna" in run("case", "approve", case).out
    assert folder(data_dir, case).case.state == "in_review"
    assert run("case", "approve", case, "--by", "Per").code == Exit.OK
    assert folder(data_dir, case).case.state == "registered"


def test_a_supplement_is_asked_for_released_and_answered(
    run: Run, come: Come, data_dir: Path
) -> None:
    case = come("one", *agreement(numbers=(1, 3)))
    ended = run("case", "supplement", case, "--text", "Ring om något är oklart.")
    assert "Till: asa.sjoberg@habokommun.se" in ended.out
    assert "Ring om något är oklart." in ended.out
    (letter,) = letters(data_dir, case)
    assert f"anslut letters release {letter.id}" in ended.out
    assert letter.state == "held"
    assert "klockan står sedan" in run("case", "show", case).out
    assert run("letters", "release", letter.id).code == Exit.OK
    same = come("answer", *agreement(numbers=(2,)), subject=f"Sv: {bracketed(case)}")
    assert same == case
    told = run("case", "show", case).out
    assert "registrerat" in told
    assert "ett svar kom in" in told
    pages = re.findall(r"│ (\d) +│ d-[0-9a-f]{16} +│ .*ssbtek-2022 sida (\d)", told)
    assert pages == [("1", "1"), ("2", "3"), ("3", "2")]


def test_what_a_person_has_found_harmless_is_not_asked_for(run: Run, come: Come) -> None:
    case = come("one", *agreement({"agreement_contact.email": "asa"}, numbers=(1, 3)))
    to = ("--to", "asa@habo.se")
    assert "E-postadressen asa" in run("case", "supplement", case, *to).out
    run("case", "take-back", case)
    run("case", "confirm", case, "correct.email_format", "--why", "Vi har adressen")
    asked = run("case", "supplement", case, *to).out
    assert "E-postadressen asa" not in asked
    assert "Sida 2 i avtalet saknas" in asked


def test_an_awaited_answer_is_given_up(run: Run, come: Come) -> None:
    case = come("one", *agreement(numbers=(1, 3)))
    run("case", "supplement", case)
    assert "granskas" in run("case", "take-back", case).out
    assert "10 arbetsdagar kvar" in run("case", "show", case).out
    assert "avvisat" in run("case", "dismiss", case, "--why", "Inget svar").out
    assert "arbetsdagar kvar" not in run("case", "show", case).out
    assert "granskas" in run("case", "reopen", case, "--why", "Svaret kom").out
    assert "återkallat" in run("case", "withdraw", case, "--why", "Parten ångrade sig").out


def test_without_an_address_a_person_names_one(run: Run, come: Come, data_dir: Path) -> None:
    case = come("one", *agreement(numbers=(2, 3)))
    ended = run("case", "supplement", case)
    assert ended.code == Exit.USAGE
    assert "ingen e-postadress att skriva till" in ended.err
    assert folder(data_dir, case).case.state == "in_review"
    assert run("case", "supplement", case, "--to", "ingen adress").code == Exit.USAGE
    assert "Till: asa@habo.se" in run("case", "supplement", case, "--to", "asa@habo.se").out


def test_pages_go_to_another_case(run: Run, come: Come, data_dir: Path) -> None:
    whole = come("one", *agreement(numbers=(1, 3)))
    other = come("two", page(1, form_page=2, form_id=FORM))
    ended = run("case", "move", other, "1", "--to", whole)
    assert ended.code == Exit.OK
    assert f"{whole}, version 2" in ended.out
    assert f"{other}, version 2" in ended.out
    assert "complete.page_missing" not in {
        one.code for one in folder(data_dir, whole).case.findings
    }


def test_a_page_is_said_to_be_one_of_a_form(run: Run, come: Come) -> None:
    unknown = page(3).model_copy(
        update={
            "identity": page(3).identity.model_copy(
                update={"role": "unknown", "form": None, "form_page": None}
            ),
            "fields": (),
            "signature": None,
        }
    )
    case = come("one", *agreement(numbers=(1, 2)), unknown)
    ended = run("case", "page", case, "3", FORM, "3")
    assert ended.code == Exit.OK
    assert f"{FORM} sida 3, enligt Elsa" in run("case", "show", case).out
    assert "ingen sida 9" in run("case", "page", case, "9", FORM, "3").err


def test_answers_about_signatory_and_mandate_are_kept(run: Run, come: Come, data_dir: Path) -> None:
    case = come("one", *agreement({"agreement_contact.email": "asa"}))
    ended = run("case", "authorise", case, "nej", "--reference", "KS § 1", "--until", "2030-12-31")
    assert "verified.signatory_refused" in ended.out
    ended = run("case", "mandate", case, "--decided", "2015-03-02", "--registry-no", "KS 2015/7")
    assert ended.code == Exit.OK
    assert (
        run("case", "authorise", case, "kanske", "--reference", "x", "--until", "2030-12-31").code
        == Exit.USAGE
    )
    assert (
        "ingen dag" in run("case", "mandate", case, "--decided", "i går", "--registry-no", "7").err
    )
    assert folder(data_dir, case).case.version == 3


# what cannot be done


def test_what_is_not_allowed_is_refused_with_what_is_and_changes_nothing(
    run: Run, come: Come, data_dir: Path
) -> None:
    case = come("one", *agreement({"agreement_contact.email": "asa"}))
    for wrong, said in (
        (("case", "open-access", case), "Det går att rätta ett fält"),
        (("case", "approve", case), "kan inte godkännas än"),
        (("case", "approve", case, "--version", "7"), "har ändrats av någon annan"),
        (("case", "confirm", case, "99", "--version", "1", "--why", "x"), "ingen anmärkning 99"),
        (("case", "confirm", case, "1", "--why", "x"), "ett nummer gäller bara den version"),
        (("case", "confirm", case, "1", "--version", "1", "--why", " "), "Skriv varför"),
        (("case", "correct", case, "ort"), "likhetstecken"),
        (("case", "correct", case, "ort=a", "party.city=b"), "ort står två gånger"),
        (("case", "correct", case, "färg=röd"), "Fälten är kommun,"),
        (("case", "move", case, "1", "--to", case), "redan i det ärendet"),
        (("case", "release", "c-nothing"), "inget ärende vars id börjar med c-nothing"),
        (("case", "list", "--state", "borta"), '"granskas"'),
        (("case", "list", "--due", "snart"), "ingen dag"),
    ):
        ended = run(*wrong)
        assert ended.code == Exit.USAGE, wrong
        assert said in ended.err, wrong
    assert folder(data_dir, case).case.version == 1


def test_somebody_elses_case_is_left_alone_until_it_is_handed_over(run: Run, come: Come) -> None:
    case = come("one", *agreement({"agreement_contact.email": "asa"}))
    run("case", "claim", case, "--by", "Per")
    assert "Per" in cells(run("queue", "list").out, case)
    for act in (("claim", case), ("correct", case, "ort=Habo"), ("release", case)):
        ended = run("case", *act)
        assert ended.code == Exit.USAGE
        assert "är taget av Per" in ended.err
    assert "Skriv varför" in run("case", "hand-over", case, "--to", "Elsa").err
    ended = run("case", "hand-over", case, "--to", "Elsa", "--why", "Per är ledig")
    assert "överlämnat till Elsa" in ended.out
    assert "är fritt" in run("case", "release", case).out


def test_nobody_acts_without_a_name(run: Run, come: Come, monkeypatch: pytest.MonkeyPatch) -> None:
    case = come("one", *agreement({"agreement_contact.email": "asa"}))
    monkeypatch.setenv("ANSLUT_USER", "")
    ended = run("case", "claim", case)
    assert ended.code == Exit.USAGE
    assert "ANSLUT_USER" in ended.err


# looking


def test_a_case_that_waits_for_a_blind_check_shows_nothing_that_was_read(
    run: Run, come: Come
) -> None:
    case = come("one", *agreement(), share=1.0)
    read = re.compile(r"Habo|212000-1611|Sjöberg|Lindqvist|Exempelsystem|566 32", re.IGNORECASE)
    for look in (
        ("case", "show", case),
        ("case", "list"),
        ("queue", "list"),
        ("case", "open-access", case),
        ("case", "show", case),
    ):
        ended = run(*look)
        assert ended.code == Exit.OK
        assert not read.search(ended.out), look
        assert look[-1] != case or "sample check" in ended.out, look
    assert case not in run("case", "list", "--party", "habo").out
    given = ("1", "--version", "1", "--why", "x")
    assert "sample check" in run("case", "confirm", case, *given).err


def test_a_correction_of_the_register_leaves_the_blind_check_waiting(run: Run, come: Come) -> None:
    case = come("one", *agreement(), share=1.0)
    run("case", "amend", case, "ort=Habo tätort", "--why", "Ny ort")
    assert case in run("sample", "list").out


def test_cases_are_listed_by_state_party_and_day(run: Run, come: Come) -> None:
    registered = come("one", *agreement())
    other = {"party.municipality_name": "Åre kommun", "party.org_no": "212000-2486"}
    waiting = come("two", *agreement(other))
    everything = run("case", "list").out
    assert registered in everything
    assert waiting in everything
    for arguments, found in (
        (("--state", "registrerat"), registered),
        (("--state", "in_review"), waiting),
        (("--party", "åre"), waiting),
        (("--party", "2120001611"), registered),
    ):
        told = run("case", "list", *arguments).out
        assert re.findall(r"c-[0-9a-f]{16}", told) == [found], arguments
    due = after(RECEIVED.date(), 10).isoformat()
    assert waiting in run("case", "list", "--due", due).out
    assert "inga sådana ärenden" in run("case", "list", "--due", RECEIVED.date().isoformat()).out
    assert "Visar 1 av 2." in run("case", "list", "--limit", "1").out


def test_the_queue_says_by_when_and_how_old(run: Run, come: Come) -> None:
    case = come("one", *agreement({"agreement_contact.email": "asa"}))
    due = after(RECEIVED.date(), 10).isoformat()
    row = cells(run("queue", "list").out, case)
    assert f"{due} (10 kvar)" in row
    assert "0 dagar" in row


def test_an_answer_that_is_taken_in_bears_sender_and_subject(
    run: Run, tmp_path: Path, data_dir: Path
) -> None:
    file = tmp_path / "svar.pdf"
    file.write_text("svar")
    subject = "Sv: Komplettera [c-0123456789abcdef]"
    ended = run(
        "ingest", file, "--channel", "mail", "--sender", "asa@habo.se", "--subject", subject
    )
    assert ended.code == Exit.OK
    with closing(open_store(Settings(data_dir=data_dir))) as store:
        (waiting,) = store.waiting(NOW)
        claim = store.claim(waiting, NOW, NOW - NOW)
    assert claim is not None
    assert (claim.delivery.sender, claim.delivery.subject) == ("asa@habo.se", subject)
    assert run("ingest", file, "--sender", "ingen").code == Exit.USAGE
