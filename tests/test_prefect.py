"""The pinned set of Prefect, FastAPI and SQLAlchemy works: each of these has been seen to break.

With a newer FastAPI the server does not start. With a newer SQLAlchemy it starts, but its scheduler
dies without a word, and the night never comes.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

import pytest

from adapters.settings import Settings
from domain.errors import ServerError
from flows.environment import CLIENT, PRIVACY
from flows.server import own_server, prefect_server

ROOT = Path(__file__).parent.parent
SCHEDULED_WITHIN = 70  # seconds


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def api_url(settings: Settings) -> Iterator[str]:
    with own_server(settings) as url:
        yield url


def ask(url: str, body: Mapping[str, object] | None = None) -> object:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_the_server_starts_and_is_ours(api_url: str, settings: Settings) -> None:
    assert ask(f"{api_url}/health") is True
    assert version("prefect") == "3.8.8"
    assert (settings.prefect_home / "prefect.db").is_file()


def test_the_server_tells_nobody_anything(api_url: str) -> None:
    told = ask(f"{api_url}/admin/settings")
    assert isinstance(told, dict)
    assert told["server"]["analytics_enabled"] is False
    assert told["server"]["ui"]["enabled"] is False


def test_the_night_is_scheduled_in_swedish_time(api_url: str) -> None:
    script = "from flows.schedule import nightly_deployment; nightly_deployment().apply()"
    environment = {
        **os.environ,
        **PRIVACY,
        **CLIENT,
        "PREFECT_API_URL": api_url,
        "PYTHONPATH": str(ROOT),
    }
    subprocess.run([sys.executable, "-c", script], env=environment, cwd=ROOT, check=True)
    runs = wait_for_scheduled(api_url)
    assert len({run["expected_start_time"] for run in runs}) == len(runs)
    for run in runs:
        # 01:15 in Stockholm is 00:15 or 23:15 in UTC.
        assert run["expected_start_time"][11:16] in ("00:15", "23:15")


def wait_for_scheduled(api_url: str) -> list[dict[str, str]]:
    end = time.monotonic() + SCHEDULED_WITHIN
    wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    while time.monotonic() < end:
        runs = ask(f"{api_url}/flow_runs/filter", wanted)
        assert isinstance(runs, list)
        if runs:
            return runs
        time.sleep(0.5)
    raise AssertionError("the scheduler made no runs")


def test_a_server_that_the_settings_name_must_answer(tmp_path: Path) -> None:
    named = Settings(data_dir=tmp_path, prefect_api_url="http://127.0.0.1:9/api")
    with pytest.raises(ServerError, match="svarar inte"), prefect_server(named):
        pass


def test_a_server_that_cannot_start_says_where_to_look(tmp_path: Path) -> None:
    (tmp_path / "prefect").write_text("a file where the folder should be")
    with pytest.raises(ServerError, match="prefect"), own_server(Settings(data_dir=tmp_path)):
        pass


@pytest.mark.usefixtures("hears_ctrl_c")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_server_is_left_behind(settings: Settings, api_url: str, how: int) -> None:
    """`api_url` is asked for so that the database is built already."""
    del api_url
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from adapters.settings import Settings\n"
        "from flows.server import own_server\n"
        f"with own_server(Settings(data_dir=Path({str(settings.data_dir)!r}))) as url:\n"
        "    print(url, flush=True)\n"
        "    time.sleep(600)\n"
    )
    main = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert main.stdout is not None
    with main, main.stdout:
        url = main.stdout.readline().strip()
        assert ask(f"{url}/health") is True
        main.send_signal(how)
        try:
            main.wait(30)
        finally:
            main.kill()
    assert is_silent(url)


def test_the_whole_way_by_the_commands(tmp_path: Path) -> None:
    """Two samples in, the night run with a server of its own, and both have come to an end."""
    inbox = ROOT / "samples" / "inbox"
    first, *_, last = sorted(inbox.glob("*/delivery.pdf"))
    anslut(tmp_path, "ingest", str(first), str(last), "--received-at", "2026-11-16T09:30")
    told = anslut(tmp_path, "run")
    assert re.search(r"Leveranser\D+2\b", told)
    assert "Inte färdiga" not in told
    assert anslut(tmp_path, "run") == "Inget väntar.\n"
    entries = json.loads(anslut(tmp_path, "register", "export", "--format", "json"))
    waiting = set(re.findall("c-[0-9a-f]{16}", anslut(tmp_path, "queue", "list")))
    assert len(entries) + len(waiting) == 2


def anslut(data_dir: Path, *arguments: str) -> str:
    """What a command prints; it must end well and leave its standard error without a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.app", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "ANSLUT_DATA_DIR": str(data_dir)},
        cwd=data_dir,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    return done.stdout


def is_silent(url: str) -> bool:
    """True once nobody answers any more."""
    for _ in range(50):
        try:
            ask(f"{url}/health")
        except OSError:
            return True
        time.sleep(0.1)
    return False
