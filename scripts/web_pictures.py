"""Pictures of the web application's main pages, over the demo's data: docs/pictures/web-*.png.

Works on a copy of the demo's data folder (`make demo` makes it): closes a day there, so that the
overview has a close to show, serves the application to itself, and walks as each kind of user.
Nothing of the demo is changed. A page that is not answered with 200 stops it.
"""

import argparse
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from adapters.queries import current_connections, open_items
from adapters.settings import PROJECT, Settings
from domain.judgement import SAMPLED
from flows.night_close import close_night
from webapp.demo import DEMO_PASSWORD
from webapp.house import House, open_house
from webapp.serve import application, server

TARGET = PROJECT / "docs" / "pictures"
WIDE, PHONE = (1280, 800), (390, 844)
MOST = 120_000  # bytes of a picture
COLOURS = (128, 64, 32, 16)
START_SECONDS = 60
SETTLED = 1500  # milliseconds that charts and pages' pictures get to be drawn
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Shot:
    """A picture: its name, who looks, the address, and how large the window is. `whole` is the
    page to its end and not just what the window shows."""

    name: str
    login: str
    place: str
    size: tuple[int, int] = WIDE
    whole: bool = False


def main() -> int:
    """Draw them all."""
    parser = argparse.ArgumentParser(prog="scripts/web-pictures", description=__doc__)
    parser.add_argument(
        "--demo", type=Path, default=PROJECT / "var" / "demo", help="the demo's data folder"
    )
    parser.add_argument("--out", type=Path, default=TARGET, help="where the pictures go")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these, such as web-queue")
    asked = parser.parse_args()
    if not (asked.demo / "anslut.sqlite").is_file():
        sys.exit(f"{asked.demo}: there is no demo here. Run make demo first.")
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="anslut-pictures-") as folder:
        copy = Path(folder) / "demo"
        shutil.copytree(asked.demo, copy)
        with served(copy) as (url, house), browser() as chromium:
            for shot in shots(house):
                if asked.names and shot.name not in asked.names:
                    continue
                size = draw(chromium, url, shot, asked.out)
                print(f"{shot.name}.png {size // 1000} kB")
    return 0


def shots(house: House) -> tuple[Shot, ...]:
    """What is drawn. The case is one that waits for a person and has a page to be seen; the entry
    has more than one version."""
    waiting = [one for one in open_items(house.store) if one.queue not in (SAMPLED, "failed")]
    case = next((one for one in waiting if one.party), waiting[0]).case
    entries = sorted(current_connections(house.store), key=lambda one: -one.version)
    entry = f"/register/{entries[0].org_no}"
    return (
        Shot("web-queue", "elsa", "/queue"),
        Shot("web-case", "elsa", f"/cases/{case}"),
        Shot("web-upload", "post", "/upload"),
        Shot("web-register", "per", "/register"),
        Shot("web-entry", "per", entry),
        Shot("web-overview", "per", "/overview", whole=True),
        Shot("web-letters", "per", "/letters"),
        Shot("web-phone-upload", "post", "/upload", PHONE),
        Shot("web-phone-register", "per", entry, PHONE),
    )


def draw(chromium: Browser, url: str, shot: Shot, folder: Path) -> int:
    """One picture; its size in bytes."""
    width, height = shot.size
    context = chromium.new_context(
        base_url=url, locale="sv-SE", viewport={"width": width, "height": height}
    )
    page = context.new_page()
    sign_in(page, shot.login)
    answer = page.goto(shot.place)
    if answer is None or not answer.ok:
        sys.exit(f"{shot.place}: answered {answer.status if answer else 'nothing'}")
    page.wait_for_timeout(SETTLED)
    content = reduced(page.screenshot(full_page=shot.whole))
    context.close()
    (folder / f"{shot.name}.png").write_bytes(content)
    return len(content)


def sign_in(page: Page, login: str) -> None:
    """As one of the demo's users."""
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", DEMO_PASSWORD)
    page.click("main button.main")
    page.wait_for_load_state()


def reduced(content: bytes) -> bytes:
    """The picture with as many colours as fit under MOST bytes."""
    whole = Image.open(BytesIO(content)).convert("RGB")
    made = b""
    for colours in COLOURS:
        target = BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
        made = target.getvalue()
        if len(made) <= MOST:
            break
    return made


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, House]]:
    """The application over a demo's data folder, in a thread of this process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    settings = Settings(
        data_dir=folder, database_url="", demo=True, workers=1, web_port=port, sample_share=0.0
    )
    with open_house(settings) as house:
        close_night(house.store, house.originals, house.settings, None, datetime.now(UTC))
        running = server(application(house), settings)
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        end = time.monotonic() + START_SECONDS
        while not running.started and time.monotonic() < end:
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{port}", house
        finally:
            running.should_exit = True
            thread.join(START_SECONDS)


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    found = next(filter(None, map(shutil.which, BROWSERS)), "")
    if not found:
        sys.exit("Chromium is missing: scripts/setup --test installs it.")
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield made
        made.close()


if __name__ == "__main__":
    sys.exit(main())
