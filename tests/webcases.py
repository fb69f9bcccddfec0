"""Cases for tests of the web application, judged by the product's own forms and lists."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from adapters.case_looks import folder_of
from adapters.cases import acting
from adapters.inbox import Arrival, take_in
from adapters.reference import load_reference
from adapters.settings import TIMEZONE
from domain.reading import FileReading, PageReading
from flows.delivery import facts_on, process
from pipeline.ports import Folder
from pipeline.settle import settle
from tests.builders import FAULTLESS, file, page
from tests.intake import delivery
from tests.webhouse import Served

FORM = "ssbtek-2022"
RECEIVED = datetime.now(TIMEZONE).replace(hour=0, minute=1, second=0, microsecond=0)
PHONE, EMAIL, TERMS = "agreement_contact.phone", "agreement_contact.email", "terms.accepted"


def agreement(
    written: Mapping[str, str | None] | None = None, numbers: tuple[int, ...] = (1, 2, 3)
) -> tuple[PageReading, ...]:
    """Pages of an agreement of today without a fault but for what is written."""
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


def come(
    running: Served,
    content: str,
    *pages: PageReading,
    share: float = 0.0,
    received_at: datetime = RECEIVED,
) -> str:
    """Let a delivery come and be judged as the flow judges it; the case's id. Each is of a Party of
    its own: the board is named after the content, unless the pages are given."""
    house = running.house
    read = pages or agreement({"party.board_name": f"Socialnämnden {content}"})
    one = delivery(content, received_at)
    known = facts_on(received_at, house.settings, house.desk.reference, house.desk.forms)
    now = datetime.now(UTC)
    house.store.receive(one, now)
    with acting(house.store, now, share) as tx:
        (case,) = settle(one, (file(*read),), tx, known, now)
    return case.id


def flawed(running: Served, content: str, **written: str | None) -> str:
    """A case of a Party of its own that waits for a person for what stands in its boxes; a name is
    a key with two underscores for its dot."""
    texts = {key.replace("__", "."): text for key, text in written.items()}
    board = {"party.board_name": f"Socialnämnden {content}"}
    return come(running, content, *agreement({**board, **texts}))


def answering(name: str, data: bytes) -> FileReading:
    """A reader of answers: b"page 2" is page 2 of the form."""
    match data.decode().split():
        case ["page", number, *_]:
            return file(*agreement(numbers=(int(number),)), name=name)
    raise ValueError("an answer that no reader knows")


def answer(running: Served, folder: Path, content: str, subject: str) -> None:
    """A mail that answers a letter of ours is taken in and read."""
    path = folder / "svar.pdf"
    path.write_text(content)
    mail = Arrival("mail", datetime.now(UTC), "asa.sjoberg@habokommun.se", subject)
    receipt = take_in(path, mail, running.house.originals, running.house.store)
    process(running.house.machine, receipt.delivery)


def kept(running: Served, case: str) -> Folder:
    """All that is kept of a case."""
    return folder_of(running.house.store, case)


class Keys:
    """A keyboard that counts what is pressed; typing a text counts apart."""

    def __init__(self, on: Page) -> None:
        """The keyboard of a page."""
        self._on = on
        self.pressed = 0

    def press(self, key: str) -> None:
        """One key."""
        self.pressed += 1
        self._on.keyboard.press(key)

    def type(self, text: str) -> None:
        """A text, letter by letter."""
        self._on.keyboard.type(text)
