"""What is handed in over HTTP: kept, refused or known already, and who sees its receipt."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

import httpx
import pytest

from adapters.settings import TIMEZONE, Settings
from adapters.tables import deliveries, delivery_originals
from adapters.uploads import stages
from adapters.user_tables import uploads
from adapters.users import NewUser, add_user, by_login
from domain.errors import IntakeError
from flows.reading import FileReader
from tests.intake import rows
from tests.readers import scripted
from tests.webhouse import Served, send, serving, waited
from webapp.handed_in import Came, CameForm, file_name, how_it_came, refuse_wrong_kind
from webapp.passwords import hash_password

MOST = 1  # megabytes
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=TIMEZONE)
DOCX = b"PK\x03\x04" + b"word/document.xml" * 9


@pytest.fixture(scope="module")
def mailroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application, with nobody who reads."""
    folder = tmp_path_factory.mktemp("intake")
    settings = Settings(data_dir=folder, workers=1, web_upload_megabytes=MOST, web_reads=False)
    with serving(settings, FileReader(None, scripted, 1_000_000)) as running:
        yield running


def kept(mailroom: Served) -> tuple[int, int]:
    """How many deliveries there are, and how many files lie where originals come in."""
    folder = mailroom.house.settings.originals_dir
    return len(rows(mailroom.house.store, deliveries)), len(list(folder.glob(".in-*")))


@pytest.mark.parametrize(
    ("name", "content", "status", "told"),
    [
        ("tom.pdf", b"", 422, "Filen är tom."),
        ("avtal.docx", DOCX, 422, "spara det som PDF"),
        ("avtal.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1gammal Word", 422, "spara det som PDF"),
        ("avtal.pdf.exe", b"MZ\x90\x00" + b"x" * 900_000, 422, "ett program"),
        ("stor.pdf", b"%PDF-" + b"x" * MOST * 1_000_000, 413, "större än vad som tas emot"),
    ],
)
def test_what_is_certainly_wrong_is_said_at_once_and_nothing_is_kept(
    mailroom: Served, name: str, content: bytes, status: int, told: str
) -> None:
    before = kept(mailroom)
    answer = send(mailroom.client("post"), content, name)
    assert (answer.status_code, told in answer.text) == (status, True)
    assert kept(mailroom) == before


def test_two_hundred_megabytes_are_refused_without_being_kept(mailroom: Served) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b"x" * 1_000_000

    before = kept(mailroom)
    client = mailroom.client("post")
    headers = {"X-Batch": "0" * 32, "X-File-Name": "stor.pdf", "X-Channel": "upload"}
    with suppress(httpx.TransportError):  # the line may be cut before all has been sent
        assert client.post("/upload/file", content=endless(), headers=headers).status_code == 413
    assert kept(mailroom) == before
    files = [("files", (f"{n}.pdf", b"good " + b"x" * 600_000)) for n in range(2)]
    form = {"channel": "upload", "csrf": client.headers.pop("X-CSRF-Token")}
    answer = client.post("/upload", data=form, files=files)
    assert (answer.status_code, "Skicka färre filer" in answer.text) == (413, True)
    assert kept(mailroom) == before


def test_what_may_be_something_is_kept_for_a_person(mailroom: Served) -> None:
    before, _ = kept(mailroom)
    assert send(mailroom.client("post"), "Hej! Här är avtalet.".encode()).status_code == 200
    assert kept(mailroom) == (before + 1, 0)


def test_a_connection_that_drops_leaves_nothing(mailroom: Served) -> None:
    before = kept(mailroom)
    client = mailroom.client("post")
    place = urlsplit(mailroom.url)
    head = {
        "Host": place.netloc,
        "Cookie": "; ".join(f"{key}={value}" for key, value in client.cookies.items()),
        "X-CSRF-Token": client.headers["X-CSRF-Token"],
        "X-Batch": "1" * 32,
        "X-File-Name": "bruten.pdf",
        "X-Channel": "upload",
        "Content-Length": "900000",
    }
    lines = "".join(f"{key}: {value}\r\n" for key, value in head.items())
    with socket.create_connection((place.hostname or "", place.port or 0)) as line:
        line.sendall(f"POST /upload/file HTTP/1.1\r\n{lines}\r\n".encode() + b"%PDF-" * 40_000)
        waited(lambda: kept(mailroom)[1] == 1)
    waited(lambda: kept(mailroom) == before)


def test_the_same_file_again_is_here_already(mailroom: Served) -> None:
    client = mailroom.client("post")
    first = send(client, b"good samma", batch="a" * 32).json()
    again = send(client, b"good samma", batch="b" * 32).json()
    assert (first["outcome"], again["outcome"]) == ("new", "duplicate")
    shown = client.get(f"/upload/{again['delivery']}").text
    assert "Finns redan" in shown
    assert first["delivery"] in shown


def test_a_file_whose_answer_was_lost_is_sent_again_and_comes_once(mailroom: Served) -> None:
    client = mailroom.client("post")
    first, again = (send(client, b"good svarslos", batch="c" * 32).json() for _ in range(2))
    assert first["delivery"] == again["delivery"]
    assert list(stages(mailroom.house.store, user_of(mailroom, "post"), "c" * 32)) == [
        first["delivery"]
    ]


def user_of(mailroom: Served, login: str) -> str:
    """A user's id."""
    found = by_login(mailroom.house.store, login)
    assert found
    return found[0].id


def test_two_people_hand_in_the_same_post(mailroom: Served) -> None:
    came = {"Channel": "scan", "Day": "2026-11-02", "Time": "10:00"}
    answers: list[dict[str, str]] = []

    def hand_in(client: httpx.Client) -> None:
        answers.append(send(client, b"good tva personer", batch="d" * 32, **came).json())

    threads = [
        threading.Thread(target=hand_in, args=(mailroom.client(who),)) for who in ("post", "elsa")
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert {one["delivery"] for one in answers} == {answers[0]["delivery"]}
    assert {one["outcome"] for one in answers} == {"new", "repeated"}
    for who in ("post", "elsa"):
        shown = mailroom.client(who).get(f"/upload/{answers[0]['delivery']}")
        assert "2026-11-02 10:00" in shown.text


@pytest.mark.parametrize(
    "name",
    ["<img src=x onerror=alert(1)>.pdf", "{{ 7 * 7 }}.pdf", "../../etc/passwd", "a\"b'c.pdf"],
)
def test_hostile_file_names_are_text(mailroom: Served, name: str) -> None:
    client = mailroom.client("post")
    made = send(client, f"good namn {name}".encode(), name).json()["delivery"]
    for page in (client.get("/upload").text, client.get(f"/upload/{made}").text):
        assert "<img src=x" not in page
        assert "49.pdf" not in page
    stored = [one["name"] for one in rows(mailroom.house.store, delivery_originals)]
    assert file_name(name) in stored


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("C:\\skanningar\\måndag\\ett.pdf", "måndag/ett.pdf"),
        ("../../etc/passwd", "etc/passwd"),
        ("avtal\u202efdp.exe", "avtal\N{REPLACEMENT CHARACTER}fdp.exe"),
        ("rad\r\nSet-Cookie: x\0.pdf", "rad��Set-Cookie: x�.pdf"),
        ("a\u030a.pdf", "å.pdf"),
        ("", "fil utan namn"),
    ],
)
def test_a_file_is_called_what_it_was_with_what_cannot_be_seen_shown(
    given: str, shown: str
) -> None:
    assert file_name(given) == shown


def test_a_receipt_is_for_who_handed_in_and_for_those_who_see_cases(mailroom: Served) -> None:
    made = send(mailroom.client("elsa"), b"good elsas").json()["delivery"]
    assert mailroom.client("elsa").get(f"/upload/{made}").status_code == 200
    assert mailroom.client("rolf").get(f"/upload/{made}").status_code == 200
    assert mailroom.client("post").get(f"/upload/{made}").status_code == 404
    assert mailroom.client("admin").get(f"/upload/{made}").status_code == 403
    assert mailroom.client("rut").get("/upload").status_code == 403
    assert send(mailroom.client("rut"), b"good revisor").status_code == 403
    assert send(mailroom.client(), b"good ingen").status_code == 401


def test_a_file_without_the_sessions_secret_is_refused(mailroom: Served) -> None:
    client = mailroom.client("post")
    del client.headers["X-CSRF-Token"]
    before = kept(mailroom)
    assert send(client, b"good forfalskad").status_code == 403
    files = {"files": ("avtal.pdf", b"good forfalskad")}
    assert client.post("/upload", data={"channel": "upload"}, files=files).status_code == 403
    assert kept(mailroom) == before


@pytest.mark.parametrize(
    ("day", "clock", "field", "told"),
    [
        ("", "", "day", "Ange vilken dag"),
        ("16/11", "", "day", "Skriv dagen så här"),
        ("2026-11-17", "", "day", "framtiden"),
        ("2025-11-14", "", "day", "mer än ett år"),
        ("0001-01-01", "", "day", "mer än ett år"),
        ("2026-11-16", "09:31", "time", "framtiden"),
        ("2026-11-16", "halv tio", "time", "Skriv klockslaget så här"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_field(
    day: str, clock: str, field: str, told: str
) -> None:
    came = how_it_came("scan", day, clock, NOW)
    assert isinstance(came, CameForm)
    assert told in came.troubles[field]


def test_days_that_can_be(mailroom: Served) -> None:
    del mailroom
    assert how_it_came("upload", "", "", NOW) == Came("upload")
    today = datetime(2026, 11, 16, 9, 30, tzinfo=TIMEZONE)
    assert how_it_came("scan", "2026-11-16", "09:30", NOW) == Came("scan", today)
    midnight = datetime(2026, 7, 1, tzinfo=TIMEZONE)
    assert how_it_came("scan", "2026-07-01", "", NOW) == Came("scan", midnight)


def test_wrong_fields_of_a_program_are_refused(mailroom: Served) -> None:
    client = mailroom.client("post")
    assert send(client, b"good", Channel="fax").status_code == 422
    assert send(client, b"good", Channel="scan", Day="2099-01-01").status_code == 422
    assert send(client, b"good", batch="../x").status_code == 422


@pytest.mark.parametrize(
    "head", [b"%PDF-1.7", b"junk before %PDF-", b"\xff\xd8\xff", b"PK\x03\x04"]
)
def test_what_is_read_is_no_wrong_kind(head: bytes) -> None:
    refuse_wrong_kind("avtal.zip", head)


def test_a_pdf_that_is_called_a_program_is_a_pdf() -> None:
    refuse_wrong_kind("avtal.exe", b"%PDF-1.7")
    with pytest.raises(IntakeError):
        refuse_wrong_kind("avtal.exe", b"MZ%PD")


def test_the_sheets_are_a_pdf(mailroom: Served) -> None:
    client = mailroom.client("post")
    made = client.get("/upload/separators?count=3")
    assert made.content.startswith(b"%PDF-")
    assert made.headers["content-type"] == "application/pdf"
    assert client.get("/upload/separators?count=501").status_code == 422


def test_who_is_signed_out_is_told_so_by_a_stream(mailroom: Served) -> None:
    headers = {"Accept": "text/event-stream"}
    asked = mailroom.client().get(f"/upload/progress?batch={'e' * 32}", headers=headers)
    assert (asked.status_code, asked.headers["HX-Trigger"]) == (401, "signed-out")


def test_the_stages_are_told_to_whom_they_concern(mailroom: Served) -> None:
    client = mailroom.client("post")
    made = send(client, b"good tillstand", batch="e" * 32).json()["delivery"]
    event, data = first_told(client, "e" * 32)
    assert event == "stage"
    assert (made in data, '"stage": "waiting"' in data) == (True, True)
    assert first_told(mailroom.client("elsa"), "e" * 32) == ("end", "{}")


def first_told(client: httpx.Client, batch: str) -> tuple[str, str]:
    """The first event of a stream, and its data."""
    with client.stream("GET", f"/upload/progress?batch={batch}") as stream:
        told = dict(line.split(": ", 1) for line in islice(stream.iter_lines(), 2))
    return told["event"], told["data"]


def test_another_of_the_mailroom_sees_only_their_own(mailroom: Served) -> None:
    store = mailroom.house.store
    new = NewUser("posten", "Pia Post", "mailroom", hash_password("visa-demon-tack", "posten"))
    add_user(store, new, "anslut", datetime.now(UTC))
    made = send(mailroom.client("post"), b"good petras").json()["delivery"]
    other = mailroom.client("posten")
    assert other.get(f"/upload/{made}").status_code == 404
    assert "Du har inte lämnat in något än." in other.get("/upload").text
    assert any(one["delivery"] == made for one in rows(store, uploads))
