"""scripts/setup on a machine without Tesseract, and for the tests without PostgreSQL: it installs
them where it may, else says how."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SETUP = Path(__file__).parent.parent / "scripts" / "setup"
TOOLS = ("bash", "cat", "cp", "dirname", "env", "grep", "sha256sum")
PACKAGES = "tesseract-ocr tesseract-ocr-swe tesseract-ocr-eng"
COMMAND = f"sudo apt-get update && sudo apt-get install -y {PACKAGES}"
TESSERACT = "#!/bin/bash\nprintf 'eng\\nswe\\n'\n"


@dataclass(frozen=True)
class Machine:
    """A project whose packages are installed already, and a folder with all programs there are."""

    project: Path
    programs: Path

    def has(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)

    def has_apt_get(self, *, updates: int = 0, installs: int = 0) -> None:
        """An apt-get that writes down how it was called, and ends with these codes."""
        bins = self.project / "postgresql" / "15" / "bin"
        bins.mkdir(parents=True)
        put = f"cp {self.project}/tesseract {self.programs}/tesseract" if installs == 0 else ""
        put_server = f"cp {self.project}/tesseract {bins}/initdb" if installs == 0 else ""
        browser = f"cp {self.project}/tesseract {self.programs}/chromium" if installs == 0 else ""
        self.has(
            "apt-get",
            f'echo "apt-get $*" >>{self.project}/record\n'
            f"[ $1 = install ] || exit {updates}\n"
            f'case "$*" in *postgresql) {put_server or ":"} ;; *chromium) {browser or ":"} ;; '
            f"*) {put or ':'} ;; esac\n"
            f"exit {installs}",
        )

    def set_up(self, *arguments: str) -> tuple[int, str]:
        places = {"POSTGRESQL_PLACES": str(self.project / "postgresql" / "*" / "bin")}
        done = subprocess.run(
            [self.programs / "bash", self.project / "scripts" / "setup", *arguments],
            env={"PATH": str(self.programs), **places},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    @property
    def record(self) -> list[str]:
        path = self.project / "record"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Root's, without Tesseract and without apt-get."""
    made = Machine(tmp_path / "project", tmp_path / "programs")
    (made.project / "scripts").mkdir(parents=True)
    made.programs.mkdir()
    for tool in TOOLS:
        (made.programs / tool).symlink_to(str(shutil.which(tool)))
    made.has("id", "echo 0")
    shutil.copy(SETUP, made.project / "scripts")
    (made.project / "tesseract").write_text(TESSERACT)
    (made.project / "tesseract").chmod(0o755)
    _with_packages(made.project)
    return made


def _with_packages(project: Path) -> None:
    """As after an earlier setup: a Python, and the stamp that says what was installed."""
    for name in ("requirements.lock", "pyproject.toml"):
        (project / name).write_text("")
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(str(shutil.which("true")))
    stamp = subprocess.run(
        ["bash", "-c", "cat requirements.lock pyproject.toml <(pwd) | sha256sum"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.rstrip("\n")
    (project / ".venv" / ".installed").write_text(stamp)


def test_root_gets_tesseract_installed(machine: Machine) -> None:
    machine.has_apt_get()
    assert machine.set_up()[0] == 0
    install = f"apt-get install -y -qq --no-install-recommends {PACKAGES}"
    assert machine.record == ["apt-get update -qq", install]
    assert machine.set_up() == (0, "")  # and there is nothing more to do
    assert len(machine.record) == 2


def test_who_may_use_sudo_without_a_password_gets_it_installed(machine: Machine) -> None:
    machine.has_apt_get()
    machine.has("id", "echo 1000")
    machine.has("sudo", '[ "$1" = -n ] && shift && exec "$@"')
    machine.has("true", "exit 0")
    assert machine.set_up()[0] == 0
    assert len(machine.record) == 2


def test_old_package_lists_do_for_want_of_new_ones(machine: Machine) -> None:
    machine.has_apt_get(updates=100)
    assert machine.set_up()[0] == 0


@pytest.mark.parametrize("lack", ["rights", "apt-get", "network"])
def test_where_it_cannot_be_installed_the_command_is_said(machine: Machine, lack: str) -> None:
    if lack != "apt-get":
        machine.has_apt_get(installs=100)
    if lack == "rights":
        machine.has("id", "echo 1000")
        machine.has("sudo", "exit 1")  # wants a password
    code, told = machine.set_up()
    assert code == 1
    assert COMMAND in told
    assert ("apt-get finns inte här" in told) == (lack == "apt-get")
    assert (machine.record == []) == (lack != "network")


def test_an_installation_that_brought_nothing_is_no_success(machine: Machine) -> None:
    machine.has("apt-get", "exit 0")
    code, told = machine.set_up()
    assert code == 1
    assert COMMAND in told


def test_the_tests_get_a_server_and_a_browser_and_the_program_does_not(machine: Machine) -> None:
    machine.has_apt_get()
    assert machine.set_up()[0] == 0
    assert not any("postgresql" in line or "chromium" in line for line in machine.record)
    assert machine.set_up("--test")[0] == 0
    for package in ("postgresql", "chromium"):
        assert f"apt-get install -y -qq --no-install-recommends {package}" in machine.record
    before = len(machine.record)
    assert machine.set_up("--test") == (0, "")
    assert len(machine.record) == before


def test_where_postgresql_cannot_be_installed_the_command_is_said(machine: Machine) -> None:
    machine.has("tesseract", "printf 'eng\\nswe\\n'")
    code, told = machine.set_up("--test")
    assert code == 1
    assert "sudo apt-get update && sudo apt-get install -y postgresql" in told


def test_where_the_browser_cannot_be_installed_the_command_is_said(machine: Machine) -> None:
    machine.has("tesseract", "printf 'eng\\nswe\\n'")
    machine.has("initdb", "true")
    code, told = machine.set_up("--test")
    assert code == 1
    assert "sudo apt-get update && sudo apt-get install -y chromium" in told
