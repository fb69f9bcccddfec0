"""The ways out for letters, held to the same contract, and the mail server's own ways to fail."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from pydantic import SecretStr

from adapters.addresses import parsed
from adapters.message import Sender, message
from adapters.notifiers import described, open_notifier
from adapters.settings import TIMEZONE, Settings
from domain.errors import LetterDelayed, LetterRefused, MailUnreachable, SettingsError
from domain.notice import Notice
from pipeline.ports import Notifier
from tests.mail import MailServer, Post, certificate, mail_server

AT = datetime(2026, 11, 23, 9, 5, tzinfo=TIMEZONE)
ID = "<n-0123456789abcdef@anslut>"
FROM = "Försäkringskassan <ssbtek@example.se>"
SENDER = Sender(parsed(FROM))
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def notice(to: str = "asa@example.se", **changed: str) -> Notice:
    html = f'<html lang="sv"><p>Åäö &amp; é</p><img src="data:image/png;base64,{PIXEL}"></html>'
    texts = {
        "subject": "Klart för Åsa i Älvsbyn",
        "body": "Hej Åsa!\n.\nÖ är en ö.\n",
        "html": html,
    }
    return Notice.model_validate(
        {"kind": "acknowledgement", "to": to, "case": None, **texts, **changed}
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with mail_server(tmp_path_factory.mktemp("plain")) as server:
        yield server


def settings_for(server: MailServer, **changed: object) -> Settings:
    told = {"smtp_url": f"smtp+plain://127.0.0.1:{server.port}", "mail_from": FROM}
    return Settings.model_validate({**told, "smtp_seconds": 1, **changed})


def notifier(settings: Settings) -> Notifier:
    made = open_notifier(settings)
    assert made is not None
    return made


# The contract


@pytest.fixture(params=["smtp", "folder"])
def way(
    request: pytest.FixtureRequest, plain: MailServer, tmp_path: Path
) -> tuple[Notifier, Callable[[], EmailMessage]]:
    """A way out, and how to see the last letter that went."""
    if request.param == "smtp":
        return notifier(settings_for(plain)), lambda: plain.posts()[-1].message
    folder = tmp_path / "brev"

    def last() -> EmailMessage:
        (file,) = folder.iterdir()
        read = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)
        assert isinstance(read, EmailMessage)
        return read

    return notifier(Settings(letters_dir=folder, mail_from=FROM)), last


Way = tuple[Notifier, Callable[[], EmailMessage]]


def test_a_letter_arrives_as_it_was_written(way: Way) -> None:
    out, last = way
    out.send(notice(), ID, AT)
    came = last()
    assert came["Subject"] == "Klart för Åsa i Älvsbyn"
    assert came["Message-ID"] == ID
    assert came["Date"].datetime == AT
    assert came["Auto-Submitted"] == "auto-generated"
    assert str(came["From"].addresses[0].display_name) == "Försäkringskassan"
    assert came["To"].addresses[0].addr_spec == "asa@example.se"
    assert Post(came, {}).text == "Hej Åsa!\n.\nÖ är en ö.\n"
    assert came.get_content_type() == "multipart/alternative"


def test_the_pages_pictures_are_parts_of_the_message(way: Way) -> None:
    out, last = way
    out.send(notice(), ID, AT)
    came = last()
    page = Post(came, {}).page
    assert "Åäö &amp; é" in page
    assert "data:" not in page
    (picture,) = [part for part in came.walk() if part.get_content_type() == "image/png"]
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in page
    assert picture.get_content().startswith(b"\x89PNG")


def test_what_a_letter_holds_is_never_a_head_of_it(way: Way) -> None:
    out, last = way
    out.send(notice(subject="Hej\r\nBcc: alla@example.se\r\n\r\nText"), ID, AT)
    came = last()
    assert came["Bcc"] is None
    assert came["Subject"] == "Hej Bcc: alla@example.se Text"


@pytest.mark.parametrize(
    "to",
    [
        "",
        "asa",
        "asa@",
        "@example.se",
        "a@example.se, b@example.se",
        "a@example.se\r\nBcc: b@example.se",
        "a@example.se b@example.se",
        "åsa@example.se",  # few servers take it
        "<a@example.se",
    ],
)
def test_what_is_not_one_address_is_refused_for_good(way: Way, to: str) -> None:
    with pytest.raises(LetterRefused, match="giltig e-postadress"):
        way[0].send(notice(to), ID, AT)


def test_a_name_and_a_domain_may_have_swedish_letters(way: Way) -> None:
    out, last = way
    out.send(notice('"Öberg, Åsa" <asa@åmål.example.se>'), ID, AT)
    (to,) = last()["To"].addresses
    assert (to.display_name, to.addr_spec) == ("Öberg, Åsa", "asa@xn--ml-xiab.example.se")


SIGNS = st.sampled_from("abcåäöÅÄÖé ,.:;()[]<>@\"'-–§0123456789=?_&%")


@trying(max_examples=200, deadline=None)
@given(st.text(SIGNS, min_size=1, max_size=200), st.text(SIGNS, max_size=900))
def test_no_space_and_no_sign_of_subject_or_text_is_lost_on_the_way(line: str, text: str) -> None:
    """The library's own folding drops the space between two words that it has to encode."""
    subject = " ".join(line.split())
    written = message(notice(subject=subject, body=text, html=""), ID, SENDER, AT).as_bytes()
    read = message_from_bytes(written, _class=EmailMessage, policy=policy.default)
    assert str(read["Subject"]) == subject
    assert read.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    assert max(map(len, written.split(b"\r\n"))) <= 78
    assert written.isascii()


def test_a_long_subject_without_swedish_letters_begins_on_its_own_line() -> None:
    """One began on the second line, so that it was read with a space before it."""
    subject = "Vi har tagit emot ert anslutningsavtal till SSBTEK [c-2c265fdbb712f6dc]"
    written = message(notice(subject=subject), ID, SENDER, AT).as_bytes()
    read = message_from_bytes(written, _class=EmailMessage, policy=policy.default)
    assert str(read["Subject"]) == subject
    assert b"Subject: Vi" in written


@trying(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("abc ,.:;()[]<>@\"'-0123456789=?_&%"), min_size=1, max_size=200))
def test_no_sign_of_a_plain_subject_is_lost(line: str) -> None:
    subject = " ".join(line.split())
    written = message(notice(subject=subject, html=""), ID, SENDER, AT).as_bytes()
    read = message_from_bytes(written, _class=EmailMessage, policy=policy.default)
    assert str(read["Subject"]) == subject


def test_a_long_name_is_whole() -> None:
    """Read by the older decoder: the newer one adds spaces to names of several encoded words."""
    name = "Maria-Élise von Österåker Sjögren-Lindström, Vuxen- och utbildningsnämnden i Åmål"
    to = str(Address(name, "asa", "example.se"))
    read = message_from_bytes(message(notice(to), ID, SENDER, AT).as_bytes())
    told = str(make_header(decode_header(str(read["To"]).replace("\r\n", ""))))
    assert told == f"{name} <asa@example.se>"


def test_a_letter_of_text_alone_is_text_alone(way: Way) -> None:
    out, last = way
    out.send(notice(html=""), ID, AT)
    assert last().get_content_type() == "text/plain"


def test_answers_go_where_they_should(plain: MailServer) -> None:
    out = notifier(settings_for(plain, mail_reply_to="Ärenden <svar@example.se>"))
    out.send(notice(), ID, AT)
    came = plain.posts()[-1]
    assert came.message["Reply-To"].addresses[0].addr_spec == "svar@example.se"
    assert came.envelope["from"] == "ssbtek@example.se"
    assert came.envelope["to"] == ["asa@example.se"]


def test_the_same_letter_in_a_folder_is_one_file(tmp_path: Path) -> None:
    out = notifier(Settings(letters_dir=tmp_path / "ny" / "brev"))
    out.send(notice(), ID, AT)
    out.send(notice(body="Ändrat"), ID, AT)
    (file,) = (tmp_path / "ny" / "brev").iterdir()
    assert file.name == "acknowledgement-n-0123456789abcdef.eml"
    assert b"=C3=84ndrat" in file.read_bytes()


def test_a_folder_that_cannot_be_written_to_takes_no_letter(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(MailUnreachable, match="ANSLUT_LETTERS_DIR"):
        notifier(Settings(letters_dir=tmp_path / "fil")).send(notice(), ID, AT)


# A mail server that says no


@pytest.mark.parametrize(
    ("how", "error", "told"),
    [
        ("refuse", LetterRefused, "Mottagaren nekas (550 5.1.1)."),
        ("later", LetterDelayed, "Mottagaren nekas (451 4.7.1)."),
        ("full", LetterRefused, "Brevet nekas (552 5.3.4)."),
        ("busy", LetterDelayed, "Brevet nekas (451)."),
        ("stall", LetterDelayed, "bröts"),
        ("drop", LetterDelayed, "bröts"),
        ("swallow", LetterDelayed, "bröts"),
    ],
)
def test_a_no_is_for_good_or_for_now_and_names_nobody(
    plain: MailServer, how: str, error: type[Exception], told: str
) -> None:
    plain.behave(asa=how)
    try:
        with pytest.raises(error) as raised:
            notifier(settings_for(plain)).send(notice(), ID, AT)
    finally:
        plain.behave()
    assert told in str(raised.value)
    assert "asa" not in str(raised.value).casefold()
    assert "åsa" not in str(raised.value).casefold()


def test_a_sender_that_is_refused_is_no_letters_fault(plain: MailServer) -> None:
    out = notifier(settings_for(plain, mail_from="okand@example.se"))
    with pytest.raises(MailUnreachable, match=r"ANSLUT_MAIL_FROM \(550 5\.7\.1\)"):
        out.send(notice(), ID, AT)


@contextmanager
def greeting(said: bytes | None) -> Iterator[int]:
    """A server that greets with these bytes (None: with nothing) and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def answer() -> None:
            talk, _ = listener.accept()
            with talk:
                if said:
                    talk.sendall(said)
                over.wait(10)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            thread.join(5)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"554 5.3.2 go away asa@example.se\r\n", "(554 5.3.2)"),
        (b"421 busy\r\n", "(421)"),
        (None, "svarar inte"),
        (b"220 hello\r\n", "svarar inte"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "talar inte SMTP"),
    ],
)
def test_a_server_that_takes_nobody_is_no_letters_fault(said: bytes | None, told: str) -> None:
    with greeting(said) as port:
        settings = Settings(
            smtp_url=f"smtp+plain://127.0.0.1:{port}", mail_from=FROM, smtp_seconds=0.5
        )
        with pytest.raises(MailUnreachable) as raised:
            notifier(settings).send(notice(), ID, AT)
    assert told in str(raised.value)
    assert "asa" not in str(raised.value)


def test_a_server_that_is_not_there_is_no_letters_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    settings = Settings(smtp_url=f"smtp+plain://127.0.0.1:{port}", mail_from=FROM)
    with pytest.raises(MailUnreachable, match="ingen lyssnar där"):
        notifier(settings).send(notice(), ID, AT)


# Encryption


@pytest.mark.parametrize(("scheme", "option"), [("smtps", "--tls"), ("smtp", "--starttls")])
def test_letters_go_encrypted_with_a_login_to_a_server_that_is_believed(
    tmp_path: Path, scheme: str, option: str
) -> None:
    own, other = certificate(tmp_path), certificate(tmp_path, "annan.example.se")
    login = "anslut@example.se:hemligt"
    with mail_server(
        tmp_path / "post", option, "--certificate", str(own), "--login", login
    ) as server:
        url = f"{scheme}://anslut%40example.se@localhost:{server.port}"
        right = {
            "smtp_url": url,
            "mail_from": FROM,
            "smtp_ca_file": own,
            "smtp_password": SecretStr("hemligt"),
            "smtp_seconds": 5,
        }
        notifier(Settings.model_validate(right)).send(notice(), ID, AT)
        (came,) = server.posts()
        assert came.envelope["tls"] is True
        assert came.envelope["login"] is True
        for changed, told in (
            ({"smtp_ca_file": None}, "ANSLUT_SMTP_CA_FILE"),
            ({"smtp_ca_file": other}, "ANSLUT_SMTP_CA_FILE"),
            ({"smtp_password": SecretStr("fel")}, "ANSLUT_SMTP_PASSWORD"),
        ):
            with pytest.raises(MailUnreachable, match=told) as raised:
                notifier(Settings.model_validate(right | changed)).send(notice(), ID, AT)
            assert "hemligt" not in str(raised.value)
        assert len(server.posts()) == 1


def test_a_certificate_of_another_name_is_not_believed(tmp_path: Path) -> None:
    other = certificate(tmp_path, "annan.example.se")
    with mail_server(tmp_path / "post", "--tls", "--certificate", str(other)) as server:
        settings = Settings(
            smtp_url=f"smtps://localhost:{server.port}",
            mail_from=FROM,
            smtp_ca_file=other,
            smtp_seconds=5,
        )
        with pytest.raises(MailUnreachable, match="annat namn"):
            notifier(settings).send(notice(), ID, AT)


def test_a_server_without_encryption_gets_no_letter_by_the_encrypted_way(plain: MailServer) -> None:
    before = len(plain.posts())
    for scheme, told in (("smtp", "STARTTLS"), ("smtps", "krypteringen")):
        url = f"{scheme}://127.0.0.1:{plain.port}"
        with pytest.raises(MailUnreachable, match=told):
            notifier(settings_for(plain, smtp_url=url)).send(notice(), ID, AT)
    assert len(plain.posts()) == before


# Which way


def test_without_a_way_out_there_is_none() -> None:
    assert open_notifier(Settings()) is None
    assert "Breven väntar" in described(Settings())


def test_where_letters_go_is_told_without_the_login() -> None:
    settings = Settings(smtp_url="smtps://anslut@mail.example.se", mail_from=FROM)
    assert described(settings) == "skickas till mail.example.se, port 465"
    assert "hemligt" not in repr(
        settings.model_copy(update={"smtp_password": SecretStr("hemligt")})
    )


@pytest.mark.parametrize("content", [None, "inget certifikat"])
def test_a_file_of_certificates_that_is_none_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)
    settings = Settings(smtp_url="smtps://localhost", mail_from=FROM, smtp_ca_file=file)
    with pytest.raises(SettingsError, match=r"ca\.pem.*ANSLUT_SMTP_CA_FILE"):
        open_notifier(settings)
