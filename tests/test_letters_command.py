"""anslut letters, as a person types it."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters import outbox
from adapters.outbox import DELAYS, STATES
from adapters.settings import PROJECT, Settings
from adapters.store import Store
from cli.app import main
from cli.exits import Exit
from cli.letters import KINDS
from domain.notice import NoticeKind
from tests.mail import mail_server
from tests.outgoing import happened, put, store_with_case


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ANSLUT_{name.upper()}", raising=False)
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ANSLUT_SAMPLE_SHARE", "0")
    monkeypatch.setattr("cli.words.out.width", 400)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    store, case = store_with_case(tmp_path / "data")
    with closing(store):
        yield store, case


Run = Callable[..., tuple[int, str]]
WHO = ("--by", "Ylva")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str | Path) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["anslut", "letters", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        return int(ended.value.code or 0), told.out + told.err

    return run


def test_every_kind_has_a_swedish_name() -> None:
    from typing import get_args

    assert tuple(KINDS) == get_args(NoticeKind)


def test_without_letters_and_a_way_out_both_are_said(run: Run) -> None:
    code, told = run("list")
    assert code == Exit.OK
    assert "Det finns inga brev." in told
    assert "ANSLUT_SMTP_URL" in told


def test_the_list_tells_how_each_letter_stands(run: Run, kept: tuple[Store, str]) -> None:
    store, case = kept
    letter, other = put(store, case, "supplement"), put(store, case)
    code, told = run("list")
    assert code == Exit.OK
    for word in (letter, other, "begäran om komplettering", "hålls", "kvittens", "väntar", case):
        assert word in told
    assert "asa@example.se" not in told
    assert other not in run("list", "hålls")[1]
    assert letter not in run("list", "waiting")[1]
    code, told = run("list", "bortslarvat")
    assert code == Exit.USAGE
    assert '"uppgivet"' in told


def test_a_letter_is_shown_changed_released_and_sent(
    run: Run,
    kept: tuple[Store, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, case = kept
    letter = put(store, case, "supplement")
    text = tmp_path / "text.txt"
    text.write_text("Hej!\n\nSkriv under avtalet.", encoding="utf-8")
    code, told = run(
        "edit", letter, "--by", "Ylva", "--subject", "Skriv under", "--body", text, "--to",
        "Åsa Öberg <asa.oberg@example.se>",
    )  # fmt: skip
    assert (code, told) == (Exit.OK, f"Brev {letter} ändrades.\n")
    _, told = run("show", letter[:10])
    for word in ("Skriv under avtalet.", "Före ändringen", "Hej Åsa Öberg!", "asa.oberg@", "Ylva"):
        assert (word in told) == (word != "Ylva"), word
    code, told = run("release", letter)
    assert code == Exit.USAGE
    assert "ANSLUT_USER" in told
    monkeypatch.setenv("ANSLUT_USER", "Ylva")
    code, told = run("release", letter, "--version", "1")
    assert code == Exit.USAGE
    assert "version 1, nu 2" in told
    assert run("release", letter, "--version", "2")[0] == Exit.OK
    with mail_server(tmp_path / "post") as server:
        monkeypatch.setenv("ANSLUT_SMTP_URL", f"smtp+plain://127.0.0.1:{server.port}")
        monkeypatch.setenv("ANSLUT_MAIL_FROM", "ssbtek@example.se")
        code, told = run("send")
        assert code == Exit.OK
        assert "Skickade" in told
        (came,) = server.posts()
        assert came.message["Subject"] == f"Skriv under [{case}]"
        assert "Skriv under avtalet." in came.page
        code, told = run("send")
        assert (code, len(server.posts())) == (Exit.OK, 1)
        assert f"Breven skickas till 127.0.0.1, port {server.port}.\n" in told
        assert "Inget brev ska skickas nu.\n" in told
    assert happened(store, case) == ["letter_edited", "letter_released", "letter_sent"]


def test_a_letter_that_is_given_up_is_told_and_tried_again(
    run: Run, kept: tuple[Store, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, case = kept
    letter = put(store, case)
    monkeypatch.setenv("ANSLUT_USER", "Ylva")
    monkeypatch.setenv("ANSLUT_MAIL_FROM", "ssbtek@example.se")
    with mail_server(tmp_path / "post") as server:
        monkeypatch.setenv("ANSLUT_SMTP_URL", f"smtp+plain://127.0.0.1:{server.port}")
        server.behave(asa="refuse")
        code, told = run("send")
        assert code == Exit.PERSON
        assert "1 brev gavs upp" in told
        assert "Mottagaren nekas (550 5.1.1)." in run("list", "uppgivet")[1]
        server.behave()
        assert run("requeue", letter)[0] == Exit.OK
        assert run("send")[0] == Exit.OK
        assert len(server.posts()) == 1
        assert run("requeue", letter)[0] == Exit.USAGE
    put(store, case, number=1)
    code, told = run("send")
    assert code == Exit.STORE
    assert "ingen lyssnar där" in told


def test_letters_are_written_to_a_folder(
    run: Run, kept: tuple[Store, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(*kept)
    monkeypatch.setenv("ANSLUT_LETTERS_DIR", str(tmp_path / "brev"))
    assert run("send")[0] == Exit.OK
    assert len(list((tmp_path / "brev").glob("*.eml"))) == 1


def test_without_a_way_out_nothing_is_sent_and_that_is_said(
    run: Run, kept: tuple[Store, str]
) -> None:
    letter = put(*kept)
    code, told = run("send")
    assert code == Exit.SETUP
    assert "Breven väntar." in told
    assert outbox.letter(kept[0], letter).attempts == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("edit", *WHO, "LETTER"), Exit.USAGE, "--subject, --body eller --to"),
        (
            ("edit", "--by", "Ylva", "LETTER", "--to", "ingen"),
            Exit.USAGE,
            "ingen giltig e-postadress",
        ),
        (
            ("edit", "--by", "Ylva", "LETTER", "--body", "/finns/inte"),
            Exit.UNREADABLE,
            "finns inte",
        ),
        (
            ("edit", "--by", "Ylva", "LETTER", "--body", "/dev/null"),
            Exit.USAGE,
            "både ämne och text",
        ),
        (("show", "n-finns-inte"), Exit.USAGE, "Se anslut letters list"),
        (("cancel", *WHO, "LETTER", "--version", "9"), Exit.USAGE, "version 9, nu 1"),
        (("requeue", *WHO, "LETTER"), Exit.USAGE, "brev som är uppgivet"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    run: Run, kept: tuple[Store, str], arguments: tuple[str, ...], code: Exit, told: str
) -> None:
    store, case = kept
    letter = put(store, case, "supplement")
    ended = run(*(letter if one == "LETTER" else one for one in arguments))
    assert ended[0] == code
    assert told in ended[1]
    assert (outbox.letter(store, letter).version, happened(store, case)) == (1, [])


def test_a_cancelled_letter_is_never_sent_and_its_reason_is_kept(
    run: Run, kept: tuple[Store, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store, case = kept
    letter = put(store, case)
    assert run("cancel", letter, "--by", "Ylva", "--why", "De ringde.")[0] == Exit.OK
    monkeypatch.setenv("ANSLUT_LETTERS_DIR", str(tmp_path / "brev"))
    assert "Inget brev ska skickas nu." in run("send")[1]
    assert happened(store, case) == ["letter_cancelled"]


def test_the_document_has_every_kind_state_and_template() -> None:
    document = (PROJECT / "docs" / "letters.md").read_text(encoding="utf-8")
    kinds = re.findall(r"^\| (\w+) \(`([\wåäö ]+)`\) \|", document, re.MULTILINE)
    assert kinds == [*KINDS.items(), *STATES.items()]
    for language in ("sv", "en"):
        for kind in KINDS:
            for part in ("subject.txt", "txt", "html"):
                assert (PROJECT / "pipeline" / "letters" / language / f"{kind}.{part}").is_file()
    assert "eighth attempt" in document
    assert len(DELAYS) == 7
