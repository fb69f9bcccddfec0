"""The API: what a program does with it, and what it is refused. A real server, real requests."""

import concurrent.futures
import contextvars
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from adapters import tables
from adapters.clients import all_clients, revoke_client
from adapters.outbox import letters
from domain.webhook import TOPICS
from pipeline import acts
from pipeline.states import ACTS_IN_SWEDISH, MACHINES
from scripts.fuzz_api import fuzz, ids_of
from tests.intake import rows
from tests.programs import (
    EMAIL,
    calling,
    case_of,
    client_with_token,
    handed_in,
    program_house,
)
from tests.webhouse import Served

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One house for the module: each test hands in files of its own."""
    with program_house(tmp_path_factory.mktemp("api")) as served:
        yield served


@pytest.fixture(scope="module")
def program(running: Served) -> Iterator[httpx.Client]:
    """A program that may do everything."""
    with calling(running, "Diariet") as client:
        yield client


def act(
    program: httpx.Client, case: dict[str, object], name: str, **said: object
) -> httpx.Response:
    """An act on the newest version of a case."""
    version = program.get(f"/cases/{case['id']}").json()["version"]
    return program.post(f"/cases/{case['id']}/{name}", json={"version": version, **said})


# Who asks


def test_without_a_token_that_is_somebodys_nothing_is_told(running: Served) -> None:
    for headers in ({}, {"Authorization": "Bearer anslut_fel"}, {"Authorization": "Basic YTpi"}):
        told = httpx.get(f"{running.url}/api/v1/cases", headers=headers)
        assert (told.status_code, told.headers["content-type"]) == (401, PROBLEM)
        assert told.headers["www-authenticate"] == "Bearer"


def test_a_session_of_the_web_is_no_token(running: Served) -> None:
    assert running.client("per").get("/api/v1/cases").status_code == 401


def test_a_token_reaches_as_far_as_its_scopes(running: Served) -> None:
    with calling(running, "Skannern", ("upload",)) as scanner:
        receipt = handed_in(scanner, "good scopes")
        assert scanner.get(f"/deliveries/{receipt['id']}").status_code == 200
        refused = scanner.get("/cases")
        assert (refused.status_code, refused.json()["title"]) == (403, "Du får inte göra det")
        assert "read" in refused.json()["detail"]
    with calling(running, "Läsaren", ("read",)) as reader:
        assert reader.get("/cases").status_code == 200
        assert reader.post("/deliveries", content=b"good").status_code == 403
        assert reader.post("/cases/c-1/approve", json={"version": 1}).status_code == 403
        assert reader.post("/cases/c-1/open-access", json={"version": 1}).status_code == 403


def test_who_only_hands_in_sees_its_own_deliveries_and_no_others(running: Served) -> None:
    with (
        calling(running, "Skanner ett", ("upload",)) as one,
        calling(running, "Skanner två", ("upload",)) as two,
        calling(running, "Båda", ("upload", "read")) as both,
    ):
        mine = handed_in(one, "good mine", **{"Idempotency-Key": "min-1"})["id"]
        same = handed_in(two, "good mine")["id"]
        assert same != mine
        assert one.get(f"/deliveries/{mine}").status_code == 200
        refused = two.get(f"/deliveries/{mine}")
        nobodys = both.get("/deliveries/d-0123456789abcdef")
        assert refused.status_code == nobodys.status_code == 404
        told, wanted = refused.json()["detail"], nobodys.json()["detail"]
        assert told.replace(str(mine), "d-0123456789abcdef") == wanted
        assert two.get(f"/deliveries/{same}").json()["duplicate_of"] == mine
        assert both.get(f"/deliveries/{mine}").status_code == 200


def test_a_token_that_was_taken_back_opens_nothing(running: Served) -> None:
    with calling(running, "Den gamla", ("read",)) as old:
        assert old.get("/queues").status_code == 200
        (mine,) = [one.id for one in all_clients(running.house.store) if one.name == "Den gamla"]
        revoke_client(running.house.store, mine, "Ada Admin", datetime.now(UTC))
        assert old.get("/queues").status_code == 401


def test_tokens_are_kept_as_hashes(running: Served) -> None:
    token = client_with_token(running, "Hemlig")
    assert token not in repr(rows(running.house.store, tables.user_tables.api_clients))


def test_who_asks_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    # In a context of its own: a house that is opened within another is that other.
    contextvars.Context().run(ask_too_often, tmp_path)


def ask_too_often(folder: Path) -> None:
    with program_house(folder, api_per_minute=3) as served, calling(served, "Ivrig") as eager:
        answers = [eager.get("/queues") for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
        assert answers[-1].headers["content-type"] == PROBLEM
        with calling(served, "Lugn") as calm:
            assert calm.get("/queues").status_code == 200, "each has its own measure"


# Handing in


def test_what_is_handed_in_is_followed_to_its_case(running: Served, program: httpx.Client) -> None:
    case = case_of(running, program, "board Socialnämnden")
    delivery = case["deliveries"][0]  # type: ignore[index]
    told = program.get(f"/deliveries/{delivery}").json()
    assert (told["state"], told["pages"], told["received_basis"]) == ("done", 3, "upload_sent")
    assert told["cases"] == [{"id": case["id"], "state": "registered"}]


def test_the_same_again_is_the_same_delivery(running: Served, program: httpx.Client) -> None:
    first = handed_in(program, "good again")
    assert handed_in(program, "good again") == first, "without a key, the content is the key"
    keyed = handed_in(program, "good keyed", **{"Idempotency-Key": "a-1"})
    assert handed_in(program, "good keyed", **{"Idempotency-Key": "a-1"}) == keyed
    other = {"Idempotency-Key": "a-1"}
    refused = program.post("/deliveries", content=b"good other", headers=other)
    assert (refused.status_code, refused.headers["content-type"]) == (422, PROBLEM)
    kept = [row["sha256"] for row in rows(running.house.store, tables.originals)]
    assert len(kept) == len(set(kept))


def test_the_same_file_with_another_key_is_a_second_delivery_of_it(program: httpx.Client) -> None:
    first = handed_in(program, "good twice", **{"Idempotency-Key": "t-1"})
    second = handed_in(program, "good twice", **{"Idempotency-Key": "t-2"})
    assert (second["status"], second["duplicate_of"]) == ("duplicate", first["id"])


def test_two_that_ask_the_same_at_the_same_time_get_one_delivery(program: httpx.Client) -> None:
    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        asked = [
            threads.submit(handed_in, program, "good race", **{"Idempotency-Key": "race"})
            for _ in range(6)
        ]
        ids = {one.result()["id"] for one in asked}
    assert len(ids) == 1


def test_a_form_says_who_sent_it(running: Served, program: httpx.Client) -> None:
    parts = {"file": ("..\\skannat\\avtal\x01å.pdf", b"good form")}
    said = {"sender": "Åsa <asa@habokommun.se>", "subject": "Avtal"}
    when = "2026-11-16T09:30"
    done = program.post(f"/deliveries?received_at={when}", files=parts, data=said)
    assert done.status_code == 201, done.text
    kept = next(
        row
        for row in rows(running.house.store, tables.deliveries)
        if row["id"] == done.json()["id"]
    )
    assert (kept["subject"], kept["received_basis"]) == ("Avtal", "stated")
    assert str(kept["received_at"]) == "2026-11-16 09:30:00+01:00"
    assert "asa@habokommun.se" in str(kept["sender"])
    names = {row["name"] for row in rows(running.house.store, tables.delivery_originals)}
    assert any(str(name).endswith("å.pdf") and "\\" not in str(name) for name in names)


@pytest.mark.parametrize(
    ("query", "parts", "said"),
    [
        ("", {"other": b"x"}, {}),
        ("", {"file": b""}, {}),
        ("", {"file": b"x"}, {"sender": "ingen adress"}),
        ("", {"file": b"x"}, {"subject": "två\nrader"}),
        ("?received_at=0001-01-01T00:00:00", {"file": b"x"}, {}),
        ("?received_at=2090-01-01T00:00:00", {"file": b"x"}, {}),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_leaves_nothing(
    running: Served,
    program: httpx.Client,
    query: str,
    parts: dict[str, bytes],
    said: dict[str, str],
) -> None:
    before = rows(running.house.store, tables.deliveries)
    done = program.post(f"/deliveries{query}", files=parts, data=said)
    assert (done.status_code, done.headers["content-type"]) == (422, PROBLEM)
    assert "ingen adress" not in done.text, "no value is repeated"
    assert rows(running.house.store, tables.deliveries) == before


def test_what_is_too_large_is_refused_whether_it_says_so_or_not(program: httpx.Client) -> None:
    large = b"x" * 1_200_000
    assert program.post("/deliveries", content=large).status_code == 413
    assert program.post("/deliveries", content=iter([large])).status_code == 413
    assert program.post("/deliveries", files={"file": large}).status_code == 413


def test_an_upload_that_breaks_off_leaves_nothing(running: Served) -> None:
    before = rows(running.house.store, tables.deliveries)
    token = client_with_token(running, "Avbruten", ("upload",))
    host, port = running.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        head = f"POST /api/v1/deliveries HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        line.sendall(f"{head}Content-Length: 1000\r\n\r\ngood".encode())
    with calling(running, "Efteråt", ("read",)) as after:
        assert after.get("/queues").status_code == 200
    assert rows(running.house.store, tables.deliveries) == before


# Acts


def test_a_program_corrects_and_approves_and_is_written_down_as_itself(
    running: Served, program: httpx.Client
) -> None:
    case = case_of(running, program, "doubt Omsorgsnämnden")
    stopping = [one["code"] for one in case["findings"] if one["stops"]]  # type: ignore[attr-defined]
    assert stopping == ["correct.email_format"]
    corrected = act(program, case, "correct", values={EMAIL: "asa.sjoberg@habokommun.se"})
    assert (corrected.status_code, corrected.json()["stops"]) == (200, [])
    approved = act(program, case, "approve")
    assert approved.json()["state"] == "registered"
    events = [
        row for row in rows(running.house.store, tables.events) if row["subject"] == case["id"]
    ]
    who = {row["who"] for row in events if row["what"] in ("correct", "ready", "registered")}
    assert who == {"Diariet (program)"}


def test_an_act_on_a_version_that_is_no_more_is_refused(
    running: Served, program: httpx.Client
) -> None:
    case = case_of(running, program, "doubt Individnämnden")
    seen = {"version": case["version"], "values": {EMAIL: "asa.sjoberg@habokommun.se"}}
    assert program.post(f"/cases/{case['id']}/correct", json=seen).status_code == 200
    again = program.post(f"/cases/{case['id']}/correct", json=seen)
    assert (again.status_code, again.json()["type"].rsplit("/")[-1]) == (409, "stale")


def test_a_program_is_neither_of_the_two_persons_that_altered_text_takes(
    running: Served, program: httpx.Client
) -> None:
    case = case_of(running, program, "altered Familjenämnden")
    (doubt,) = [one["id"] for one in case["findings"] if one["stops"]]  # type: ignore[attr-defined]
    refused = act(program, case, "confirm", finding=doubt, why="Ser rätt ut")
    assert refused.status_code == 422
    assert "ett program räknas inte" in refused.json()["detail"]
    assert act(program, case, "say-signature", signed=True, why="Ser rätt ut").status_code == 422
    for who in ("Elsa Exempel", "Rolf Rättvis"):
        with running.house.desk.sitting(str(case["id"]), who, "Stämplat av oss") as sitting:
            acts.confirm(sitting.order, sitting.tx, sitting.facts, doubt)
    told = program.get(f"/cases/{case['id']}").json()
    assert not [one for one in told["findings"] if one["stops"]]
    assert act(program, case, "approve").status_code == 422, "nothing is left, and two must approve"


def test_the_way_of_a_case_back_and_forth(running: Served, program: httpx.Client) -> None:
    case = case_of(running, program, "doubt Välfärdsnämnden")
    assert act(program, case, "claim").status_code == 200
    assert program.get(f"/cases/{case['id']}").json()["claimed_by"] == "Diariet (program)"
    assert act(program, case, "hand-over", to="Elsa Exempel").status_code == 200
    held = act(program, case, "approve")
    assert "Elsa Exempel" in held.json()["detail"]
    with running.house.desk.sitting(str(case["id"]), "Elsa Exempel") as sitting:
        acts.release(sitting.order, sitting.tx)
    nobody = act(program, case, "request-supplement")
    assert "ingen e-postadress" in nobody.json()["detail"]
    asked = act(program, case, "request-supplement", to="asa@habokommun.se")
    assert asked.json()["state"] == "supplement_requested"
    (letter,) = [one for one in letters(running.house.store, "held") if one.case == case["id"]]
    version = {"version": letter.version}
    told = program.get(f"/letters/{letter.id}").json()
    assert (told["to"], told["hidden"]) == ("asa@habokommun.se", False)
    released = program.post(f"/letters/{letter.id}/release", json=version)
    assert (released.status_code, released.json()["state"]) == (200, "waiting")
    assert program.post(f"/letters/{letter.id}/cancel", json=version).status_code == 409
    assert act(program, case, "take-back").json()["state"] == "in_review"
    assert act(program, case, "dismiss", why="").status_code == 422
    assert (
        act(program, case, "dismiss", why="Dubblett", letter=False).json()["state"] == "dismissed"
    )
    assert act(program, case, "reopen", why="Nej").json()["state"] == "in_review"
    assert act(program, case, "withdraw", why="Parten ringde").json()["state"] == "withdrawn"


def test_the_register_is_searched_opened_and_put_right(
    running: Served, program: httpx.Client
) -> None:
    case = case_of(running, program, "board Arbetsmarknadsnämnden")
    (entry,) = program.get("/register?q=arbetsmarknad habo").json()["entries"]
    assert (entry["case"], entry["concluded_at"]) == (case["id"], None)
    place, of = f"/register/{entry['org_no']}", {"board": entry["board"]}
    opened = program.post(f"{place}/open-access", json=of | {"version": 1})
    assert (opened.status_code, opened.json()["state"]) == (200, "concluded")
    stale = of | {"version": 1, "why": "Flyttat", "values": {"party.city": "Håbo"}}
    assert program.post(f"{place}/amend", json=stale).status_code == 409
    assert program.post(f"{place}/amend", json=stale | {"version": 2}).status_code == 200
    versions = program.get(place, params=of).json()["versions"]
    assert [one["reason"] for one in versions] == ["new", "access", "correction"]
    assert (versions[-1]["city"], versions[-1]["hidden"]) == ("Håbo", False)
    why = of | {"version": 3, "why": "Kommunen har sagt upp avtalet"}
    ended = program.post(f"{place}/end", json=why)
    assert (ended.status_code, ended.json()["version"]) == (200, 4)
    assert program.post(f"{place}/end", json=why).status_code == 404
    assert program.get("/register/000000-0000").status_code == 404


def test_a_case_that_waits_for_a_blind_check_tells_no_value(tmp_path: Path) -> None:
    # In a context of its own, as above.
    contextvars.Context().run(ask_of_what_is_drawn, tmp_path)


def ask_of_what_is_drawn(folder: Path) -> None:
    with (
        program_house(folder, sample_share=1.0) as drawn,
        calling(drawn, "Arkivet") as program,
    ):
        case = case_of(drawn, program, "good")
        assert case["hidden"]
        (letter, *more) = letters(drawn.house.store)
        for one in (letter, *more):
            told = program.get(f"/letters/{one.id}")
            assert "asa.sjoberg" not in told.text
            said = told.json()
            assert said["hidden"]
            assert (said["to"], said["subject"], said["body"]) == (None, None, None)
        (entry,) = program.get("/register").json()["entries"]
        told = program.get(f"/register/{entry['org_no']}", params={"board": entry["board"]})
        assert "asa.sjoberg" not in told.text
        (version,) = told.json()["versions"]
        assert (version["hidden"], version["case"]) == (True, case["id"])
        assert not version.keys() & {"postal_address", "agreement_contact", "signed_by", "why"}


def test_every_look_at_personal_data_is_an_event(running: Served, program: httpx.Client) -> None:
    case = case_of(running, program, "doubt Stadsdelsnämnden")
    looks = [
        row["why"]
        for row in rows(running.house.store, tables.events)
        if (row["subject"], row["what"], row["who"])
        == (case["id"], "looked_at", "Diariet (program)")
    ]
    assert looks == ["case"]


# Lists and figures


def test_lists_come_in_pages_that_name_the_next(running: Served, program: httpx.Client) -> None:
    for number in range(3):
        case_of(running, program, f"damaged {number}")
    found: list[str] = []
    place: str | None = "/cases?state=in_review&limit=2"
    while place:
        told = program.get(place.removeprefix("/api/v1"))
        found += [one["id"] for one in told.json()["cases"]]
        link = re.search(r'<([^>]+)>; rel="next"', told.headers.get("link", ""))
        place = link[1] if link else None
    assert len(found) == len(set(found)) == told.json()["total"] >= 3
    assert program.get("/cases", params={"party": "finns inte"}).json()["total"] == 0


def test_figures_agree_with_one_another(running: Served, program: httpx.Client) -> None:
    case_of(running, program, "damaged figures")
    overview, ledger = program.get("/overview").json(), program.get("/ledger").json()
    assert sum(overview["cases"].values()) == program.get("/cases").json()["total"]
    waiting = {one["queue"]: one["waiting"] for one in program.get("/queues").json()}
    assert overview["waiting"] == waiting
    assert overview["unread_deliveries"] == ledger["unread_deliveries"]
    assert ledger["closes"]
    assert ledger["received"] == sum(ledger["ends"].values())


# What is wrong


@pytest.mark.parametrize(
    ("method", "place", "status"),
    [
        ("GET", "/nope", 404),
        ("DELETE", "/cases", 405),
        ("GET", "/cases/c-0000000000000000", 404),
        ("GET", "/cases/..%2f..%2fetc", 404),
        ("GET", "/cases/x", 422),
        ("GET", "/deliveries/d-0000000000000000", 404),
        ("GET", "/letters/n-0000000000000000", 404),
        ("GET", "/cases?limit=0", 422),
        ("GET", "/cases?limit=201", 422),
        ("GET", "/cases?state=gone", 422),
        ("GET", "/cases?due=0001-01-01", 422),
        ("GET", "/register?q=%00", 422),
    ],
)
def test_what_is_wrong_is_a_problem_with_its_status(
    program: httpx.Client, method: str, place: str, status: int
) -> None:
    told = program.request(method, place)
    assert (told.status_code, told.headers["content-type"]) == (status, PROBLEM)
    assert told.json()["status"] == status
    assert set(told.json()) == {"type", "title", "status", "detail"}


def test_a_value_that_is_wrong_is_named_and_not_repeated(program: httpx.Client) -> None:
    told = program.post("/cases/c-1/correct", json={"version": "Anna Berg", "hemligt": "Anna"})
    assert told.status_code == 422
    assert "version" in told.json()["detail"]
    assert "Anna" not in told.text


def test_a_time_ahead_is_no_time_of_receipt(program: httpx.Client) -> None:
    ahead = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    told = program.post("/deliveries", params={"received_at": ahead}, content=b"good ahead")
    assert told.status_code == 422


def test_the_description_has_every_act_with_what_it_may_be_answered(running: Served) -> None:
    described = httpx.get(f"{running.url}/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    names = {"identify_pages": "identify-page"}
    persons = ACTS_IN_SWEDISH.keys() - MACHINES
    made = {names.get(one, one.replace("_", "-")) for one in persons}
    offered = {
        path.rsplit("/")[-1] for path in described["paths"] if path.startswith("/cases/{case}/")
    }
    assert offered == made | {"claim", "release", "hand-over"}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            documented = set(operation["responses"])
            assert {"401", "403", "422", "429", "503"} <= documented, path
            if "{" in path:
                assert "404" in documented, path
            if method == "post" and path != "/deliveries":
                assert "409" in documented, path


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_requests_at_random_are_never_a_defect(running: Served, program: httpx.Client) -> None:
    """scripts/fuzz-api does it for longer."""
    case_of(running, program, "doubt Äldrenämnden")
    case_of(running, program, "board Individnämnden-Öst")
    cases = program.get("/cases?limit=200").json()["cases"]
    known = ids_of(cases, program.get("/register").json()["entries"])
    statuses = fuzz(running.url, client_with_token(running, "Slumpen"), known, 3, 1)
    assert statuses[200] > 10
    assert statuses[422] > 10
    assert max(statuses) < 500


# What the document says


def test_the_documents_examples_run_as_they_stand(
    running: Served, program: httpx.Client, tmp_path: Path
) -> None:
    document = (Path(__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
    examples = re.findall(r"```bash\n(.*?)```", document, re.DOTALL)
    assert len(examples) == 5
    (tmp_path / "avtal.pdf").write_bytes(b"good document")
    case = case_of(running, program, "doubt Vuxennämnden")
    known = {
        "API": f"{running.url}/api/v1",
        "TOKEN": client_with_token(running, "Dokumentet"),
        "CASE": str(case["id"]),
        "DELIVERY": str(case["deliveries"][0]),  # type: ignore[index]
        "PATH": os.environ["PATH"],
    }
    for example in examples:
        done = subprocess.run(
            ["bash", "-e", "-c", example],
            cwd=tmp_path,
            env=known,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{example}\n{done.stdout}{done.stderr}"
    assert program.get(f"/cases/{case['id']}").json()["state"] == "registered"


def test_the_document_has_every_act_topic_and_status(running: Served) -> None:
    document = (Path(__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
    described = httpx.get(f"{running.url}/api/v1/openapi.json").json()["paths"]
    for path in described:
        assert f"`{path.rsplit('/')[-1]}`" in document or path.split("/")[1] in document, path
    for topic in TOPICS:
        assert f"`{topic}`" in document, topic
