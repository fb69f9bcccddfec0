"""Real scans, handed in with a browser and read in worker processes."""

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from adapters.settings import PROJECT, Settings
from tests.webhouse import serving, signed_in

INBOX = PROJECT / "samples" / "inbox"


def test_real_scans_are_read_in_worker_processes(tmp_path: Path, chromium: Browser) -> None:
    with (
        serving(Settings(data_dir=tmp_path, workers=1)) as running,
        signed_in(chromium, running, "post") as page,
    ):
        names = ("01-felfri", "07-utan-underskrift", "22-brev")
        files = [next((INBOX / name).glob("delivery.*")) for name in names]
        page.set_input_files("#files", files)
        page.click("#send")
        ended = page.locator(".stages li[data-stage=judged].past")
        expect(ended).to_have_count(3, timeout=90_000)
        faultless, unsigned, letter = page.locator("#list > li").all()
        expect(faultless).to_contain_text("Registrerat")
        expect(faultless).to_contain_text("3 sidor: avtal")
        expect(unsigned).to_contain_text("Granskas i kön underskrift")
        expect(unsigned).to_contain_text("nderskrift")
        expect(letter).to_contain_text("Granskas i kön svårläst")
        faultless.locator("a.receipt").click()
        expect(page.locator("tbody tr").first).to_contain_text(re.compile("SSBTEK.*sida 1"))
