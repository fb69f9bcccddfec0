"""The import table of the folders, read from the syntax trees, and what starting may load."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("domain", "extractors", "validators", "pipeline", "adapters", "flows", "webapp", "cli")
# Which of our own folders each may import; of adapters.migrations and adapters.reference too.
ALLOWED: dict[str, set[str]] = {
    "domain": set(),
    "extractors": {"domain"},
    "validators": {"domain"},
    "pipeline": {"domain", "extractors", "validators"},
    "adapters": {"domain", "pipeline.ports"},
    "flows": {"domain", "pipeline", "adapters"},
    "webapp": {"domain", "validators", "pipeline", "adapters", "flows"},
    "cli": {"domain", "extractors", "validators", "pipeline", "adapters", "flows", "webapp"},
}
# Libraries with one home: nothing else may import them.
HOMES = {
    "prefect": {"flows"},
    "sqlalchemy": {"adapters"},
    "alembic": {"adapters"},
    "pebble": {"adapters"},
    "holidays": {"pipeline"},
    "jinja2": {"pipeline", "webapp"},
    "fastapi": {"webapp"},
    "starlette": {"webapp"},
    "uvicorn": {"webapp"},
    "argon2": {"webapp"},
    "sse_starlette": {"webapp"},
    "babel": {"webapp"},
    "httpx": {"adapters"},
    "pydantic_settings": {"adapters"},
    "openpyxl": {"adapters"},
    "reportlab": {"adapters"},
    "typer": {"cli"},
    "rich": {"cli"},
    "cv2": {"extractors", "pipeline"},
    "numpy": {"extractors"},
    "scipy": {"pipeline"},
    "tesserocr": {"extractors"},
    "onnxruntime": {"extractors"},
    "pytesseract": {"extractors"},
    "pypdf": {"extractors"},
    "pyhanko": {"extractors"},
    "pyhanko_certvalidator": {"extractors"},
    "asn1crypto": {"extractors"},
    "zxingcpp": {"extractors"},
    "pdfplumber": {"extractors"},
    "pdfminer": {"extractors"},
    "spacy": {"extractors"},
    "PIL": {"cli", "extractors"},
    "matplotlib": {"cli"},
}
# domain and validators: no library but these; domain not even the last.
PURE = {"domain": {"pydantic"}, "validators": {"phonenumbers", "rapidfuzz"}}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """The full names of all modules that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, place: str) -> bool:
    return name == place or name.startswith(f"{place}.")


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_imports_only_what_it_may(folder: str) -> None:
    assert modules(folder), f"{folder} has no modules: has it moved?"
    may = {folder, *ALLOWED[folder]}
    for path in modules(folder):
        for name in imported(path):
            if name.partition(".")[0] not in FOLDERS or name == "pipeline":
                continue
            assert any(is_within(name, place) for place in may), f"{path} imports {name}"


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_used_where_it_belongs(library: str) -> None:
    users = {
        folder
        for folder in FOLDERS
        for path in modules(folder)
        for name in imported(path)
        if is_within(name, library)
    }
    assert users <= HOMES[library]
    assert users, f"nothing imports {library} any more: out of pyproject.toml with it"


@pytest.mark.parametrize("folder", PURE)
def test_what_is_pure_needs_few_libraries(folder: str) -> None:
    known = {*sys.stdlib_module_names, *FOLDERS, *PURE[folder]}
    for path in modules(folder):
        for name in imported(path):
            assert name.partition(".")[0] in known, f"{path} imports {name}"


def test_the_core_touches_no_clock_and_no_disk() -> None:
    for folder in ("domain", "validators"):
        for path in modules(folder):
            text = path.read_text(encoding="utf-8")
            for touch in ("open(", ".now(", ".today(", "environ", "requests", "socket"):
                assert touch not in text, f"{path}: {touch}"


def test_only_the_settings_read_the_environment() -> None:
    """Others may set it, for the programs that they start."""
    for folder in FOLDERS:
        for path in modules(folder):
            text = path.read_text(encoding="utf-8")
            assert "getenv" not in text, path
            if "os.environ" in text:
                assert path.relative_to(ROOT).as_posix() in (
                    "adapters/settings.py",
                    "extractors/ocr.py",
                    "adapters/workers.py",
                    "flows/environment.py",
                ), path


def loaded(statement: str) -> set[str]:
    """The libraries that a fresh process has loaded after the statement."""
    script = f"import sys\n{statement}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "module",
    [
        "pipeline",
        "pipeline.judge",
        "pipeline.settle",
        "pipeline.read",
        "flows.delivery",
        "flows.server",
        "cli.check",
        "cli.run",
        "webapp.serve",
    ],
)
def test_prefect_is_loaded_by_flows_that_run_and_nothing_else(module: str) -> None:
    assert "prefect" not in loaded(f"import {module}")


def test_the_flow_loads_prefect() -> None:
    """Else the test above could not fail."""
    assert "prefect" in loaded("import flows.nightly")


def test_help_is_quick_because_it_loads_little() -> None:
    heavy = {"prefect", "cv2", "sqlalchemy", "numpy", "alembic", "pydantic", "pypdfium2"}
    statement = (
        "from cli.app import app\nsys.argv = ['anslut', '--help']\n"
        "try:\n    app()\nexcept SystemExit:\n    pass"
    )
    assert not heavy & loaded(statement)
