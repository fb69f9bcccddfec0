"""Settings: from the environment, checked at start, and all of them documented."""

import re
from pathlib import Path

import pytest

from adapters.settings import Settings, load_settings
from domain.errors import SettingsError

DOCUMENT = Path(__file__).parent.parent / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ANSLUT_{name.upper()}", raising=False)


def test_defaults_put_everything_in_the_data_folder() -> None:
    settings = load_settings()
    assert settings.data_dir == Path("var")
    assert settings.database == f"sqlite:///{Path('var').absolute()}/anslut.sqlite"
    assert settings.originals_dir.parent == settings.data_dir
    assert (settings.forms_dir / "ssbtek-2014" / "form.yaml").is_file()
    assert settings.workers >= 1


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANSLUT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ANSLUT_WORKERS", "3")
    monkeypatch.setenv("ANSLUT_DATABASE_URL", "sqlite:////tmp/other.sqlite")
    settings = load_settings()
    assert (settings.data_dir, settings.workers) == (tmp_path, 3)
    assert settings.database == "sqlite:////tmp/other.sqlite"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANSLUT_WORKERS", "0"),
        ("ANSLUT_WORKERS", "many"),
        ("ANSLUT_DOCUMENT_SECONDS", "-1"),
        ("ANSLUT_DOCUMENT_MEGABYTES", "10"),
        ("ANSLUT_MAX_PAGES", "0"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


@pytest.mark.parametrize(
    ("url", "demo", "accepted"),
    [
        ("http://127.0.0.1:4200/api", False, True),
        ("http://localhost:4200/api", False, True),
        ("http://[::1]:4200/api", False, True),
        ("https://prefect.example.se/api", False, True),
        ("http://prefect.example.se/api", False, False),  # in clear text over a network
        ("http://10.0.0.5:4200/api", False, False),
        ("http://10.0.0.5:4200/api", True, True),
    ],
)
def test_a_server_in_clear_text_over_a_network_is_refused_outside_the_demo(
    monkeypatch: pytest.MonkeyPatch, url: str, demo: bool, accepted: bool
) -> None:
    monkeypatch.setenv("ANSLUT_PREFECT_API_URL", url)
    monkeypatch.setenv("ANSLUT_DEMO", str(demo))
    if accepted:
        assert load_settings().prefect_api_url == url
    else:
        with pytest.raises(SettingsError, match="https://"):
            load_settings()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ANSLUT_WORKERS", "många", "ANSLUT_WORKERS är inget heltal"),
        ("ANSLUT_WORKERS", "0", "ANSLUT_WORKERS måste vara minst 1"),
        ("ANSLUT_WORKERS", "1000", "ANSLUT_WORKERS får vara högst 256"),
        ("ANSLUT_DOCUMENT_SECONDS", "en minut", "ANSLUT_DOCUMENT_SECONDS är inget tal"),
        ("ANSLUT_DOCUMENT_SECONDS", "0", "ANSLUT_DOCUMENT_SECONDS måste vara större än 0"),
        ("ANSLUT_DEMO", "kanske", "ANSLUT_DEMO måste vara true eller false"),
        ("ANSLUT_PREFECT_API_URL", "http://[::1", "ANSLUT_PREFECT_API_URL är ingen adress"),
        ("ANSLUT_PREFECT_API_URL", "127.0.0.1:4200", "ANSLUT_PREFECT_API_URL är ingen adress"),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_in_swedish(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=re.escape(told)):
        load_settings()


MAIL = "ANSLUT_SMTP_URL"


@pytest.mark.parametrize(
    ("url", "demo", "told"),
    [
        ("smtp://mail.example.se:587", False, None),
        ("smtps://anslut%40example.se@mail.example.se", False, None),
        ("smtp+plain://127.0.0.1:1025", False, None),
        ("smtp+plain://[::1]", False, None),
        ("smtp+plain://mail.example.se", False, "krypterade på vägen"),
        ("smtp+plain://10.0.0.5", False, "krypterade på vägen"),
        ("smtp+plain://10.0.0.5", True, None),
        ("smtps://anslut:hemligt@mail.example.se", False, "ANSLUT_SMTP_PASSWORD"),
        ("mail.example.se", False, "är ingen adress"),
        ("https://mail.example.se", False, "är ingen adress"),
        ("smtp://[::1", False, "är ingen adress"),
    ],
)
def test_letters_go_encrypted_but_to_this_machine(
    monkeypatch: pytest.MonkeyPatch, url: str, demo: bool, told: str | None
) -> None:
    monkeypatch.setenv(MAIL, url)
    monkeypatch.setenv("ANSLUT_MAIL_FROM", "Försäkringskassan <ssbtek@example.se>")
    monkeypatch.setenv("ANSLUT_DEMO", str(demo))
    if told is None:
        assert load_settings().smtp_url == url
        return
    with pytest.raises(SettingsError, match=told) as raised:
        load_settings()
    assert MAIL in str(raised.value)
    assert "hemligt" not in str(raised.value)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({MAIL: "smtps://mail.example.se"}, "ANSLUT_MAIL_FROM saknas"),
        ({"ANSLUT_MAIL_FROM": "ingen"}, "ANSLUT_MAIL_FROM är ingen adress"),
        ({"ANSLUT_MAIL_REPLY_TO": "a@x.se, b@x.se"}, "ANSLUT_MAIL_REPLY_TO är ingen adress"),
        (
            {MAIL: "smtps://x.se", "ANSLUT_MAIL_FROM": "a@x.se", "ANSLUT_LETTERS_DIR": "brev"},
            "ANSLUT_LETTERS_DIR kan inte gälla samtidigt",
        ),
        ({"ANSLUT_SMTP_SECONDS": "0"}, "ANSLUT_SMTP_SECONDS måste vara större än 0"),
    ],
)
def test_what_letters_need_is_said(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], told: str
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=re.escape(told)):
        load_settings()


def test_every_setting_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| `ANSLUT_(\w+)` \| (.*?) \|", DOCUMENT.read_text(), re.MULTILINE)
    documented = {name.lower(): default for name, default in rows}
    assert set(documented) == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, int | float) and not isinstance(field.default, bool):
            assert documented[name] == f"`{field.default}`"
