"""Rows of many made-up cases, for the benchmark of the store: as large and as many as real ones.

Written past the store, which takes one delivery at a time; what it reads them back by is its own.
"""

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from adapters.chain import FIRST, event_hash
from adapters.rows import case_search_text, search_text, sort_key
from domain.agreement import Agreement
from domain.case import case_id
from domain.form import FIELD_KEYS
from domain.judgement import Decision, Finding, Part
from domain.page import Box, PageIdentity
from domain.reading import Candidate, FieldReading, FileReading, PageReading, SignatureFact
from domain.register import Connection, Contact
from domain.value import Value
from samples.reference import MUNICIPALITIES

Row = tuple[object, ...]
Rows = dict[str, list[Row]]  # by table

START = datetime(2024, 1, 2, 8, 0, tzinfo=UTC)
BATCH = 1000
# Of ten cases: seven registered, two that wait for a person, one that awaits a supplement.
STATES = ("told",) * 6 + ("registered",) + ("in_review",) * 2 + ("supplement_requested",)
QUEUES = (
    "unreadable",
    "signature",
    "altered",
    "incomplete",
    "incorrect",
    "unverified",
    "duplicate",
    "privacy",
    "failed",
)
BOARDS = (
    "Socialnämnden",
    "Arbetsmarknadsnämnden",
    "Vård- och omsorgsnämnden",
    "Individ- och familjenämnden",
    "Nämnden för arbete och välfärd",
    "Äldrenämnden",
    "Stadsdelsnämnden Öster",
    "Utskottet för ekonomiskt bistånd",
)
VERSIONS = 3  # of each entry in the register
COLUMNS = {
    "originals": ("sha256", "size"),
    "deliveries": (
        "id", "channel", "received_at", "received_basis", "content_key", "taken_in_at", "state",
        "attempts", "duplicate_of",
    ),
    "delivery_originals": ("delivery", "position", "sha256", "name"),
    "readings": ("delivery", "position", "reading", "read_at", "pages"),
    "cases": (
        "id", "delivery", "state", "version", "part", "agreement", "decision", "judged_at",
        "org_no", "board_key", "party", "search", "started_on", "due_on", "paused_on",
    ),
    "case_deliveries": ("case", "position", "delivery"),
    "page_ends": ("delivery", "original", "number", "kind", "case"),
    "findings": ("case", "position", "code", "finding"),
    "review_items": (
        "case", "queue", "state", "opened_at", "received_at", "due_on", "escalated",
    ),
    "connections": (
        "org_no", "board_key", "version", "municipality", "valid_from", "case", "connection",
    ),
    "current_connections": ("org_no", "board_key", "version", "sort_key", "search"),
    "outbox": (
        "id", "case", "kind", "number", "state", "version", "notice", "message_id", "written_at",
        "attempts", "trouble",
    ),
    "events": ("number", "subject", "at", "who", "what", "why", "note", "hash"),
}  # fmt: skip


class Maker:
    """Makes the rows of cases one after another: the same number of cases, the same rows."""

    def __init__(self, cases: int) -> None:
        """`cases`: how many there will be. Three of those registered are versions of one entry."""
        self._chance = random.Random(cases)
        self._entries = max(1, sum(_state(n) in ("told", "registered") for n in range(cases)) // 3)
        self._registered = 0
        self._events = 0
        self._hash = FIRST
        self._agreement = json.dumps(_agreement().model_dump(mode="json"))
        self._part = json.dumps(Part(agreement=_agreement(), findings=()).model_dump(mode="json"))
        self._reading = json.dumps(_reading().model_dump(mode="json"))

    def batches(self, cases: int) -> Iterator[Rows]:
        """The rows, some hundred cases at a time."""
        for start in range(0, cases, BATCH):
            rows: Rows = {table: [] for table in COLUMNS}
            for number in range(start, min(start + BATCH, cases)):
                self._case(rows, number)
            yield rows

    def _case(self, rows: Rows, number: int) -> None:
        digest = hashlib.sha256(f"case {number}".encode()).hexdigest()
        delivery, case, state = f"d-{digest[:16]}", case_id(digest, 0), _state(number)
        registered = state in ("told", "registered")
        org_no, municipality, board = _party(self._registered if registered else number)
        if registered:
            org_no, municipality, board = _party(self._registered % self._entries)
        at = START + timedelta(minutes=7 * number)
        written = {"@KOMMUN@": municipality, "@ORGNR@": org_no, "@NÄMND@": board}
        self._delivery(rows, delivery, digest, at, _filled(self._reading, written))
        queue = self._item(rows, case, number, at)
        asked = queue if queue != "sampled" and not registered else None
        reasons = ("correct.email_format", "verified.place_other") if asked else ()
        decision = Decision.model_validate(
            {"outcome": "review" if asked else "register", "queue": asked, "reasons": reasons}
        )
        rows["cases"].append((
            case, delivery, state, 1, _filled(self._part, written),
            _filled(self._agreement, written), _plain_json(decision),
            _at(at), org_no,
            board.casefold(), f"{municipality}, {board}",
            case_search_text(org_no, f"{municipality}, {board}"), at.date(), _due(number, at),
            at.date() if state == "supplement_requested" else None,
        ))  # fmt: skip
        rows["case_deliveries"].append((case, 0, delivery))
        rows["page_ends"] += [(delivery, 0, page, "agreement", case) for page in (1, 2, 3)]
        for position, code in enumerate(reasons or ("verified.mandate_not_listed",)):
            rows["findings"].append((case, position, code, _finding(code)))
        self._happened(rows, delivery, at, "received")
        self._happened(rows, case, at, "registered" if registered else "in_review")
        self._happened(rows, case, at, "letter_written")
        if registered:
            self._register(rows, (org_no, municipality, board), case, at)
        self._letter(rows, case, at, "feedback" if registered else "acknowledgement")

    def _delivery(self, rows: Rows, name: str, digest: str, at: datetime, reading: str) -> None:
        rows["originals"].append((digest, 400_000))
        rows["deliveries"].append(
            (name, "scan", _at(at), "scanned", digest, _at(at), "done", 1, None)
        )
        rows["delivery_originals"].append((name, 0, digest, f"skannat/{digest[:8]}.pdf"))
        rows["readings"].append((name, 0, reading, _at(at), 3))

    def _item(self, rows: Rows, case: str, number: int, at: datetime) -> str | None:
        """Waits for a person, or has waited; six of ten cases never did."""
        state = _state(number)
        if state == "told":
            if number % 3:
                return None
            queue, waits = self._chance.choice(QUEUES), "closed"
        else:
            queue = "sampled" if state == "registered" else self._chance.choice(QUEUES)
            waits = "open"
        due = _due(number, at)
        rows["review_items"].append((case, queue, waits, _at(at), _at(at), due, 0))
        return queue if waits == "open" else None

    def _register(self, rows: Rows, party: tuple[str, str, str], case: str, at: datetime) -> None:
        version = self._registered // self._entries + 1
        self._registered += 1
        entry = _entry(party, version, case, at)
        key = (party[0], party[2].casefold())
        rows["connections"].append((*key, version, party[1], _at(at), case, _plain_json(entry)))
        if version == 1:  # all that is searched stays the same; the newest is set at the end
            rows["current_connections"].append((*key, 1, sort_key(entry), search_text(entry)))

    def _letter(self, rows: Rows, case: str, at: datetime, kind: str) -> None:
        text = "Hej!\n\nAnslutningen till SSBTEK är klar.\n" + "Uppgifterna i registret. " * 40
        notice: dict[str, object] = {
            "kind": kind,
            "to": "asa.sjoberg@exempel.se",
            "subject": "SSBTEK",
            "body": text,
        }
        notice |= {"html": f"<p>{text}</p>", "case": case, "number": 0}
        made = f"n-{case[2:]}"
        rows["outbox"].append((
            made, case, kind, 0, "sent", 1, json.dumps(notice),
            f"<{made}@anslut>", _at(at), 1, "",
        ))  # fmt: skip

    def _happened(self, rows: Rows, subject: str, at: datetime, what: str) -> None:
        self._events += 1
        row: dict[str, object] = {"number": self._events, "subject": subject, "at": _at(at)}
        row |= {"who": "anslut", "what": what, "why": "", "note": ""}
        self._hash = event_hash(self._hash, row)
        rows["events"].append((*row.values(), self._hash))


def write(connection: sa.Connection, rows: Rows) -> None:
    """Into the database, in the way in which it takes many at once."""
    for table, made in rows.items():
        names = ", ".join(f'"{name}"' for name in COLUMNS[table])
        raw = connection.connection.cursor()
        if connection.dialect.name == "postgresql":
            with raw.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in made:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(COLUMNS[table]))
            raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", _plain(made))


def finish(connection: sa.Connection) -> None:
    """What holds only when all rows are there: the newest version of each entry."""
    connection.exec_driver_sql(
        "UPDATE current_connections SET version = (SELECT max(version) FROM connections c WHERE "
        "c.org_no = current_connections.org_no AND c.board_key = current_connections.board_key)"
    )


def _plain(rows: Sequence[Row]) -> list[Row]:
    """Days as text: that is how SQLite keeps them."""
    return [tuple(one.isoformat() if isinstance(one, date) else one for one in row) for row in rows]


def _state(number: int) -> str:
    return STATES[number % len(STATES)]


def _due(number: int, at: datetime) -> date | None:
    """A fortnight on; none while a supplement is awaited."""
    if _state(number) == "supplement_requested":
        return None
    return at.date() + timedelta(days=14)


def _party(number: int) -> tuple[str, str, str]:
    """Number, municipality and board; another for each `number`."""
    here = MUNICIPALITIES[number % len(MUNICIPALITIES)]
    turn = number // len(MUNICIPALITIES)
    board = BOARDS[turn % len(BOARDS)]
    district = turn // len(BOARDS)
    return here.org_no, here.name, f"{board} distrikt {district}" if district else board


def _at(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _filled(text: str, written: dict[str, str]) -> str:
    for mark, value in written.items():
        text = text.replace(json.dumps(mark)[1:-1], json.dumps(value)[1:-1])
    return text


def _plain_json(value: Value) -> str:
    """As the store writes it: letters beyond ASCII are escaped."""
    return json.dumps(value.model_dump(mode="json"))


def _finding(code: str) -> str:
    made = Finding(
        code=code,
        group="correct",
        severity="doubt",
        fields=("agreement_contact.email",),
        message='E-postadressen "asa.sjoberg(a)exempel.se" är ingen adress. Fråga kontaktpersonen.',
        message_en='The e-mail address "asa.sjoberg(a)exempel.se" is no address. Ask the contact.',
    )
    return _plain_json(made)


def _field(key: str) -> FieldReading:
    marks = {"party.municipality_name": "@KOMMUN@", "party.org_no": "@ORGNR@"}
    text = {**marks, "party.board_name": "@NÄMND@"}.get(key, f"Åsa Exempel {len(key)}")
    return FieldReading(
        key=key,
        raw=text,
        value=text,
        confidence=0.9987654321,
        source="ocr",
        mode="print",
        page=1,
        box=Box(0.1234567, 0.2345678, 0.4567891, 0.2678912),
        candidates=tuple(Candidate(text=text, engine=e) for e in ("tesseract 5.3.0", "ppocr 6")),
        support="two_readers",
        rank=0.98765432,
    )


def _agreement() -> Agreement:
    return Agreement(
        form="ssbtek-2022",
        pages=(1, 2, 3),
        fields=tuple(map(_field, FIELD_KEYS)),
        signature=SignatureFact(
            kind="wet_ink", evidence="ink in the box", page=3, box=Box(0.1, 0.6, 0.5, 0.7)
        ),
    )


def _reading() -> FileReading:
    pages = tuple(
        PageReading(
            identity=PageIdentity(
                original=0, number=n, role="agreement", form="ssbtek-2022", form_page=n,
                confidence=0.95,
            ),
            source="scan",
            residual=0.1234,
            fields=_agreement().fields if n == 1 else (),
        )
        for n in (1, 2, 3)
    )  # fmt: skip
    return FileReading(name="avtal.pdf", pages=pages)


def _entry(party: tuple[str, str, str], version: int, case: str, at: datetime) -> Connection:
    return Connection(
        org_no=party[0],
        municipality=party[1],
        board=party[2],
        version=version,
        postal_address="Storgatan 12",
        postal_code="566 32",
        city=party[1],
        agreement_contact=Contact(name="Åsa Exempel", email="asa.exempel@exempel.se"),
        form="ssbtek-2022",
        signed_on=at.date().isoformat(),
        signed_by="Maria Exempel",
        valid_from=at,
        case=case,
        reason="new" if version == 1 else "contacts",
    )
