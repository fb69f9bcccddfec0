"""The demo's second half on small material: three cases live on to their end."""

from contextlib import closing
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from adapters.case_looks import folder_of, letters_of
from adapters.progress import ends
from adapters.settings import Settings
from adapters.store import open_store
from cli.demo import demo_settings, take_in_samples
from cli.lives import ANSWERED, CLEAN, CORRECTED, live
from flows.delivery import process
from flows.machine import open_machine

SAMPLES = Path(__file__).parent.parent / "samples"
FOLDERS = (
    SAMPLES / "inbox" / CLEAN,
    SAMPLES / "inbox" / CORRECTED,
    SAMPLES / "shelf" / ANSWERED,
)


def test_three_cases_live_on_to_their_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = demo_settings(Settings(data_dir=tmp_path))
    names = take_in_samples(settings, FOLDERS)
    with open_machine(settings) as machine:
        for delivery in names:
            process(machine, delivery)
        cases = {names[one.delivery]: one.case for one in ends(machine.store)}
        assert live(machine, cases)
    told = capsys.readouterr().out
    with closing(open_store(settings)) as store:
        for case in cases.values():
            folder = folder_of(store, case)
            assert folder.case.state == "told"
            assert folder.entry is not None
            assert folder.entry.concluded_at is not None
            assert {one.state for one in letters_of(store, case)} == {"sent"}
        assert len(ends(store)) == len(cases), "the answer has made a case of its own"
        answered = folder_of(store, cases[ANSWERED])
        assert len(answered.deliveries) == 2
        corrected = folder_of(store, cases[CORRECTED]).entry
        assert corrected is not None
        assert corrected.municipality == "Oxelösunds kommun"
    written = [one.read_bytes() for one in (tmp_path / "demo" / "letters").glob("*.eml")]
    subjects = [message_from_bytes(one, policy=default)["Subject"] for one in written]
    assert sum(cases[ANSWERED] in str(one) for one in subjects) >= 2
    kinds = [one.name.partition("-")[0] for one in (tmp_path / "demo" / "letters").iterdir()]
    assert (kinds.count("supplement"), kinds.count("feedback")) == (1, 3)
    for state in ("mottaget", "granskas", "komplettering begärd", "avtal ingånget", "återkopplat"):
        assert f"  {state} " in told
    assert "Händelsekedjan stämmer" in told
    assert str(tmp_path / "demo" / "letters") in told
