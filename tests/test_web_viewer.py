"""The viewer of a case's pages, in Chromium: size, turning, boxes, layers, keys, touch."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.viewing import case_from, open_viewer, until, with_samples
from tests.webhouse import Served, signed_in, violations

LIGHT = "key => document.dispatchEvent(new CustomEvent('anslut:field', {detail: {key}}))"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with with_samples(tmp_path_factory.mktemp("house")) as served:
        yield served


@pytest.fixture(scope="module")
def case(running: Served) -> str:
    """Three pages; on the second a clause has been struck through."""
    return case_from(running, "altered/03-struken-villkor")


@pytest.fixture(scope="module")
def window(running: Served, chromium: Browser) -> Iterator[Page]:
    with signed_in(chromium, running, "elsa") as page:
        yield page


@pytest.fixture
def page(window: Page, running: Served, case: str) -> Page:
    window.set_viewport_size({"width": 1280, "height": 800})
    open_viewer(window, running, case)
    return window


def shown(page: Page) -> dict[str, float]:
    """Where the page's picture is on the screen, and its size."""
    found: dict[str, float] | None = page.locator(".viewer-sheet").bounding_box()  # type: ignore[assignment]
    assert found
    return found


def frame(page: Page) -> Any:
    return page.locator(".viewer-window")


def current(page: Page) -> str:
    return page.locator(".viewer-pages [aria-current]").get_attribute("data-page") or ""


def test_the_page_fits_the_width_at_first_and_the_whole_of_it_on_demand(page: Page) -> None:
    inside = frame(page).evaluate("e => [e.clientWidth, e.clientHeight]")
    assert abs(shown(page)["width"] - inside[0]) < 8
    page.get_by_role("button", name="Hela").click()
    assert shown(page)["height"] <= inside[1]
    expect(page.get_by_role("button", name="Hela")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Bredd")).to_have_attribute("aria-pressed", "false")


def test_zoom_by_buttons_by_keys_and_by_the_wheel(page: Page) -> None:
    widths = [shown(page)["width"]]
    page.get_by_role("button", name="Förstora").click()
    widths.append(shown(page)["width"])
    frame(page).focus()
    page.keyboard.press("+")
    widths.append(shown(page)["width"])
    frame(page).hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    widths.append(shown(page)["width"])
    assert widths == sorted(set(widths))
    frame(page).focus()
    for _ in range(6):
        page.keyboard.press("-")
    assert shown(page)["width"] < widths[0]


def test_a_page_that_is_made_larger_is_drawn_finer(page: Page) -> None:
    page.get_by_role("button", name="Förstora").click()
    page.get_by_role("button", name="Förstora").click()
    until(page, "document.querySelector('.viewer-picture').naturalWidth === 2400")


def test_what_is_pointed_at_stays_when_it_grows(page: Page) -> None:
    page.evaluate(LIGHT, "party.city")
    box = page.locator("rect.is-lit").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    grown = page.locator("rect.is-lit").bounding_box()
    assert grown
    assert grown["width"] > 1.2 * box["width"]
    assert abs(grown["x"] + grown["width"] / 2 - x) < 4
    assert abs(grown["y"] + grown["height"] / 2 - y) < 4


def test_a_page_can_be_turned_with_its_boxes(page: Page) -> None:
    page.evaluate(LIGHT, "party.city")
    flat = page.locator("rect.is-lit").bounding_box()
    page.get_by_role("button", name="Vrid").click()
    turned = page.locator("rect.is-lit").bounding_box()
    assert flat
    assert turned
    assert flat["width"] > flat["height"]
    assert turned["height"] > turned["width"]
    frame(page).focus()
    for _ in range(3):
        page.keyboard.press("v")
    assert page.locator(".viewer").get_attribute("data-turn") == "0"


def test_a_field_is_found_on_its_page_and_its_box_is_lit_in_sight(page: Page) -> None:
    """First the city, on page 1, then the signature's place, on page 3, far down."""
    for key, number in (("party.city", "1"), ("signature.place", "3"), ("party.city", "1")):
        page.evaluate(LIGHT, key)
        lit = page.locator("rect.is-lit")
        expect(lit).to_have_count(1)
        assert lit.get_attribute("data-key") == key
        assert current(page) == number
        until(page, "!document.querySelector('.viewer').matches('.is-loading')")
        box, around = lit.bounding_box(), frame(page).bounding_box()
        assert box
        assert around
        assert around["y"] <= box["y"] < around["y"] + around["height"]
    page.evaluate(LIGHT, "party.nowhere")
    expect(page.locator("rect.is-lit")).to_have_count(0)


def test_a_click_on_a_box_tells_which_field_it_is(page: Page) -> None:
    page.evaluate(
        "document.addEventListener('anslut:box', (event) => (window.told = event.detail.key))"
    )
    page.evaluate(LIGHT, "party.board_name")
    page.locator("rect.is-lit").click()
    assert page.evaluate("window.told") == "party.board_name"


def test_the_page_is_dragged_with_the_mouse(page: Page) -> None:
    page.evaluate(
        "window.told = 0; document.addEventListener('anslut:box', () => (window.told += 1))"
    )
    before = frame(page).evaluate("e => e.scrollTop")
    box = frame(page).bounding_box()
    x, y = box["x"] + 300, box["y"] + 400
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 150, steps=5)
    page.mouse.up()
    assert 120 < frame(page).evaluate("e => e.scrollTop") - before < 160
    assert page.evaluate("window.told") == 0


def test_the_keyboard_scrolls_and_changes_page(page: Page) -> None:
    frame(page).focus()
    page.keyboard.press("ArrowDown")
    until(page, "document.querySelector('.viewer-window').scrollTop > 0")
    page.keyboard.press("PageDown")
    assert current(page) == "2"
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert current(page) == "3"
    page.keyboard.press("PageUp")
    assert current(page) == "2"
    expect(page.get_by_role("img", name="Sida 2: avtal, sida 2")).to_be_visible()


def test_layers_are_laid_over_the_page_and_follow_it(page: Page) -> None:
    """What a page has nothing of cannot be chosen."""
    words, changes = page.get_by_label("Blankettens ord"), page.get_by_label("Ändringar")
    expect(changes).to_be_disabled()
    words.check()
    page.get_by_label("Bläck").check()
    until(
        page,
        "[...document.querySelectorAll('.viewer-layer')].filter(i => i.naturalWidth).length === 2",
    )
    page.locator(".viewer-pages a").nth(1).click()
    expect(changes).to_be_enabled()
    changes.check()
    expect(page.locator(".viewer-layer[data-layer=alterations]")).to_have_attribute(
        "src",
        page.locator(".viewer-layer[data-layer=ink]")
        .get_attribute("src")
        .replace("ink", "alterations"),  # type: ignore[union-attr]
    )
    words.uncheck()
    expect(page.locator(".viewer-layer")).to_have_count(2)
    page.get_by_label("Rutor").check()
    assert page.locator(".viewer.shows-boxes").count() == 1
    until(page, "[...document.querySelectorAll('.viewer-layer')].every(i => i.complete)")
    assert violations(page) == []


def test_a_change_is_told_in_words_and_can_be_gone_to(page: Page) -> None:
    page.get_by_text("Där sidorna inte är som blanketten").click()
    changes = page.locator(".viewer-changes li")
    assert "överstruket" in changes.first.inner_text()
    assert "Blanketten:" in changes.first.inner_text()
    changes.first.get_by_role("button").click()
    assert current(page) == "2"
    expect(page.locator("rect.is-lit")).to_have_count(1)
    assert violations(page) == []


def test_a_page_that_does_not_come_is_told_of_and_can_be_asked_for_again(page: Page) -> None:
    page.route("**/pages/3/picture*", lambda route: route.abort())
    page.locator(".viewer-pages a").nth(2).click()
    expect(page.locator(".viewer-told")).to_contain_text("Bilden kunde inte hämtas")
    page.unroute("**/pages/3/picture*")
    page.locator(".viewer-pages a").nth(2).click()
    until(page, "document.querySelector('.viewer-picture').naturalWidth > 0")
    expect(page.locator(".viewer-told")).to_be_hidden()


def test_the_page_can_be_used_by_everybody(page: Page) -> None:
    assert violations(page) == []
    page.evaluate(LIGHT, "party.city")
    page.get_by_role("button", name="Hela").click()
    assert violations(page) == []


def test_on_a_telephone_fingers_pinch_and_nothing_sticks_out(
    running: Served, chromium: Browser, case: str
) -> None:
    size: Any = {"width": 390, "height": 844}
    context = chromium.new_context(
        base_url=running.url, viewport=size, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#login", "elsa")
    page.fill("#password", "visa-demon-tack")
    page.tap("main button.main")
    page.wait_for_load_state()
    open_viewer(page, running, case)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before, around = shown(page)["width"], frame(page).bounding_box()
    x, y = around["x"] + around["width"] / 2, around["y"] + around["height"] / 2
    fingers = context.new_cdp_session(page)

    def touch(kind: str, *apart: int) -> None:
        points = [{"x": x + side * far, "y": y} for far in apart for side in (-1, 1)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 30)
    for far in (40, 50, 60):
        touch("touchMove", far)
    touch("touchEnd")
    assert 1.7 < shown(page)["width"] / before < 2.3
    page.locator(".viewer-pages a").nth(1).tap()
    assert current(page) == "2"
    assert violations(page) == []
    context.close()


def test_without_a_script_the_first_page_is_there_and_the_others_are_links(
    running: Served, chromium: Browser, case: str
) -> None:
    context = chromium.new_context(base_url=running.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#login", "elsa")
    page.fill("#password", "visa-demon-tack")
    page.click("main button.main")
    open_viewer(page, running, case, scripted=False)
    expect(page.locator(".viewer-tools")).to_be_hidden()
    place = page.locator(".viewer-pages a").nth(1).get_attribute("href")
    assert place
    assert page.request.get(place).headers["content-type"] == "image/jpeg"
    context.close()
