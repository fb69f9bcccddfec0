"""Pictures of pages: who may see which, that they show the right place, and what is shown when a
file cannot be opened."""

import threading
from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
from PIL import Image, ImageStat

from adapters.case_looks import folder_of
from adapters.queries import case_file
from domain.page import Box
from domain.ruling import PageSaid
from pipeline.ports import Folder
from tests.intake import RECEIVED
from tests.viewing import case_from, with_samples
from tests.webhouse import Served
from webapp.shelf import Shelf
from webapp.viewing import KeptPage, field_places, kept_pages, viewer_pages

ALTERED = "altered/03-struken-villkor"
UPSIDE_DOWN = "inbox/18-upp-och-ned"
BROKEN = "inbox/24-trasig-fil"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with with_samples(tmp_path_factory.mktemp("house")) as served:
        yield served


@pytest.fixture(scope="module")
def elsa(running: Served) -> httpx.Client:
    return running.client("elsa")


@pytest.fixture(scope="module")
def altered(running: Served) -> str:
    return case_from(running, ALTERED)


@pytest.fixture(scope="module")
def turned(running: Served) -> str:
    return case_from(running, UPSIDE_DOWN)


@pytest.fixture(scope="module")
def blind(running: Served) -> str:
    return case_from(running, "inbox/02-felfri", share=1.0)


@pytest.fixture(scope="module")
def two_files(running: Served) -> str:
    """A file that cannot be opened, and an agreement, in one delivery."""
    return case_from(running, BROKEN, "inbox/05-felfri")


def picture(answer: httpx.Response) -> Image.Image:
    assert answer.status_code == 200, answer.text
    return Image.open(BytesIO(answer.content))


def cut(image: Image.Image, box: Box) -> Image.Image:
    wide, high = image.size
    return image.crop(
        (
            round(box.x0 * wide),
            round(box.top * high),
            round(box.x1 * wide),
            round(box.bottom * high),
        )
    )


def ink_in(layer: Image.Image, box: Box) -> int:
    """How many pixels of a layer lie in a box."""
    return cut(layer.convert("RGBA").getchannel("A"), box).histogram()[255]


def test_a_page_is_shown_upright_however_it_was_scanned(elsa: httpx.Client, turned: str) -> None:
    """Of a page that lay on its head the title stands at the top, and its foot is nearly white."""
    shown = picture(elsa.get(f"/cases/{turned}/pages/3/picture?width=800"))
    assert (shown.format, shown.width) == ("JPEG", 800)
    ink = [
        ImageStat.Stat(shown.convert("L").crop((60, top, 560, top + 120))).mean[0]
        for top in (50, shown.height - 200)
    ]
    assert ink[0] < ink[1] - 5


@pytest.mark.parametrize(("asked", "drawn"), [(1, 400), (900, 1200), (9999, 2400)])
def test_pages_are_drawn_in_few_widths(
    elsa: httpx.Client, turned: str, asked: int, drawn: int
) -> None:
    assert picture(elsa.get(f"/cases/{turned}/pages/2/picture?width={asked}")).width == drawn


@pytest.mark.parametrize("number", [1, 2])
def test_boxes_ink_and_page_lie_on_one_another(
    running: Served, elsa: httpx.Client, turned: str, number: int
) -> None:
    """Every field with a value has ink in its box and every empty one none, and where there is ink
    the page is dark: of a page that was scanned upright, and of one on its side."""
    folder = folder_of(running.house.store, turned)
    assert folder.case.agreement
    layer = picture(elsa.get(f"/cases/{turned}/pages/{number}/layer/ink"))
    page = picture(elsa.get(f"/cases/{turned}/pages/{number}/picture?width=1600")).convert("L")
    assert abs(layer.height / layer.width - page.height / page.width) < 0.01
    places = field_places(folder)
    fields = [one for one in folder.case.agreement.fields if places[one.key][0] == number]
    assert len(fields) > 4
    for one in fields:
        assert (ink_in(layer, places[one.key][1]) > 30) == bool(one.raw), one.key
    mask = layer.convert("RGBA").getchannel("A").resize(page.size)
    assert ImageStat.Stat(page, mask).mean[0] < ImageStat.Stat(page).mean[0] - 80


def test_a_field_is_cut_out_with_a_little_paper(
    running: Served, elsa: httpx.Client, turned: str
) -> None:
    shown = picture(elsa.get(f"/cases/{turned}/fields/party.city/picture"))
    _, box = field_places(folder_of(running.house.store, turned))["party.city"]
    assert box.x1 - box.x0 < shown.width / 1600 < box.x1 - box.x0 + 0.06
    assert 255 - min(shown.convert("L").tobytes()) > 100


def test_the_signature_can_be_looked_at(elsa: httpx.Client, turned: str) -> None:
    assert picture(elsa.get(f"/cases/{turned}/fields/signature.signature/picture")).width > 200


def test_a_field_that_stands_nowhere_has_no_picture(elsa: httpx.Client, turned: str) -> None:
    assert elsa.get(f"/cases/{turned}/fields/party.moon/picture").status_code == 404
    assert elsa.get(f"/cases/{turned}/pages/9/picture").status_code == 404
    assert elsa.get("/cases/c-0000/pages/1/picture").status_code == 404


def test_ink_is_what_the_blank_does_not_print(elsa: httpx.Client, turned: str) -> None:
    """None on the form's title, and little in all."""
    layer = picture(elsa.get(f"/cases/{turned}/pages/1/layer/ink"))
    assert ink_in(layer, Box(0.05, 0.05, 0.6, 0.1)) < 20
    assert ink_in(layer, Box(0, 0, 1, 1)) < 0.03 * layer.width * layer.height


def test_words_of_the_blank_and_where_they_were_altered(elsa: httpx.Client, altered: str) -> None:
    words = elsa.get(f"/cases/{altered}/pages/2/layer/words")
    changes = elsa.get(f"/cases/{altered}/pages/2/layer/alterations")
    assert words.headers["content-type"].startswith("image/svg+xml")
    assert words.text.count("<rect") > 300
    assert 0 < changes.text.count("<rect") < 20


def test_a_broken_file_has_a_picture_that_says_so(elsa: httpx.Client, two_files: str) -> None:
    shown = elsa.get(f"/cases/{two_files}/pages/1/picture")
    assert shown.status_code == 200
    assert "Sidan kan inte visas" in shown.text
    assert elsa.get(f"/cases/{two_files}/pages/1/layer/ink").status_code == 404


def test_pages_of_several_files_count_on(
    running: Served, elsa: httpx.Client, two_files: str
) -> None:
    """The agreement's fields stand on the pages of the second file, by their number in the case."""
    folder = folder_of(running.house.store, two_files)
    pages = viewer_pages(folder)
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert [page.label for page in pages] == ["inte läst", "avtal", "avtal", "avtal"]
    number, box = field_places(folder)["party.city"]
    assert number == 2
    assert ink_in(picture(elsa.get(f"/cases/{two_files}/pages/{number}/layer/ink")), box) > 30


def test_only_who_may_see_a_case_sees_its_pages(running: Served, turned: str) -> None:
    places = ("pages/1/picture", "fields/party.city/picture", "pages/1/layer/ink")
    for login, status in (("post", 403), ("admin", 403), ("rut", 200)):
        client = running.client(login)
        for place in places:
            assert client.get(f"/cases/{turned}/{place}").status_code == status, (login, place)
    nobody = running.client()
    assert nobody.get(f"/cases/{turned}/{places[0]}").url.path == "/sign-in"


def test_a_blind_check_shows_the_boxes_it_asks_for_and_nothing_else(
    running: Served, elsa: httpx.Client, blind: str, turned: str
) -> None:
    assert viewer_pages(folder_of(running.house.store, blind)) == ()
    for place in ("pages/1/picture", "pages/1/layer/words", "fields/party.city/picture"):
        assert elsa.get(f"/cases/{blind}/{place}").status_code == 422, place
    box = picture(elsa.get(f"/samples/{blind}/fields/party.city/picture"))
    assert box.width < 1200
    assert box.height < 300
    large = picture(elsa.get(f"/samples/{blind}/fields/party.city/picture?large=true"))
    assert large.width == pytest.approx(2 * box.width, abs=4)
    assert elsa.get(f"/samples/{turned}/fields/party.city/picture").status_code == 404
    assert running.client("post").get(f"/samples/{blind}/fields/party.city/picture").is_error


def test_pictures_are_kept_nowhere_and_each_look_is_an_event(running: Served, turned: str) -> None:
    per = running.client("per")
    answer = per.get(f"/cases/{turned}/pages/1/picture")
    assert answer.headers["cache-control"] == "no-store"
    per.get(f"/cases/{turned}/pages/2/picture")
    looks = [
        event
        for event in case_file(running.house.store, turned).events
        if event.what == "looked_at" and event.who == "Per Prov"
    ]
    assert len(looks) == 1


def test_what_has_been_replaced_or_identified_is_said(running: Served, turned: str) -> None:
    """As an answer to a request leaves the earlier pages; and as a person says what a page is."""
    folder = folder_of(running.house.store, turned)
    (sheet,) = folder.sheets
    ends = tuple(
        end.model_copy(update={"kind": "replaced"}) if end.number == 1 else end
        for end in sheet.ends
    )
    said = PageSaid(
        by="Elsa", at=RECEIVED, delivery=sheet.delivery, original=0, page=3, form="x", form_page=2
    )
    later = folder.model_copy(
        update={"sheets": (sheet.model_copy(update={"ends": ends}),), "rulings": (said,)}
    )
    first, second, third = viewer_pages(later)
    assert (first.end, first.boxes, first.on_blank) == ("ersatt", (), False)
    assert (second.end, second.on_blank) == ("", True)
    assert (third.form, third.form_page) == ("x", 2)


def test_an_answer_after_the_first_delivery_has_pages_of_its_own(
    running: Served, turned: str, altered: str
) -> None:
    """The field that counts is lit where the case's value was read."""
    first, other = (folder_of(running.house.store, one) for one in (turned, altered))
    both = answered(first, other)
    kept: list[KeptPage] = list(kept_pages(both))
    assert [page.number for page in kept] == [1, 2, 3, 4, 5, 6]
    assert len({page.sha256 for page in kept}) == 2
    assert field_places(both)["party.city"][0] == 4


def answered(first: Folder, other: Folder) -> Folder:
    """A case with the pages of another's delivery in the place of its own."""
    (old,), (new,) = first.sheets, other.sheets
    replaced = tuple(end.model_copy(update={"kind": "replaced"}) for end in old.ends)
    ours = tuple(end.model_copy(update={"case": first.case.id}) for end in new.ends)
    return first.model_copy(
        update={
            "deliveries": (*first.deliveries, *other.deliveries),
            "sheets": (
                old.model_copy(update={"ends": replaced}),
                new.model_copy(update={"ends": ours}),
            ),
        }
    )


def test_what_is_being_drawn_is_not_drawn_twice() -> None:
    """Two who ask at the same time get one drawing; what failed is tried again; what is too much
    is let go of, the oldest first."""
    shelf, begun, go = Shelf(10), threading.Event(), threading.Event()
    made: list[str] = []

    def slow() -> tuple[bytes, ...]:
        made.append("slow")
        begun.set()
        assert go.wait(10)
        return (b"12345",)

    found: list[tuple[bytes, ...]] = []
    threads = [
        threading.Thread(target=lambda: found.append(shelf.get("a", slow))) for _ in range(2)
    ]
    threads[0].start()
    assert begun.wait(10)
    threads[1].start()
    go.set()
    for one in threads:
        one.join(10)
    assert (made, found) == (["slow"], [(b"12345",), (b"12345",)])

    def fails() -> tuple[bytes, ...]:
        raise ValueError("no picture")

    for _ in range(2):
        with pytest.raises(ValueError, match="no picture"):
            shelf.get("b", fails)
    shelf.get("c", lambda: (b"123456",))
    assert shelf.get("a", lambda: (b"again",)) == (b"again",)
