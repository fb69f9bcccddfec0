"""The catalogue of findings and the fields, and that the documentation says the same."""

from pathlib import Path

import pytest

from domain.form import FIELD_KEYS
from domain.register import Connection, Contact
from pipeline.policy import POLICY
from tests.builders import field_type
from validators.catalogue import CATALOGUE
from validators.complete import ALWAYS_REQUIRED
from validators.field_names import FIELD_NAMES

DOCS = Path(__file__).parent.parent / "docs"


def rows(document: str, columns: int) -> list[list[str]]:
    """The cells of the rows whose first cell holds a dot: a code or a key."""
    lines = (DOCS / document).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if len(row) == columns and "." in row[0]]


def test_the_documentation_of_findings() -> None:
    documented = {code: said for code, *said in rows("findings.md", 6)}
    assert list(documented) == list(CATALOGUE)
    for code, (group, severity, queue, message, remedy) in documented.items():
        kind = CATALOGUE[code]
        assert [group, severity, message] == [kind.group, kind.severity, kind.swedish]
        assert queue == (POLICY[code] or "-")
        assert remedy.endswith(".")


def test_the_documentation_of_fields() -> None:
    documented = {key: said for key, *said in rows("fields.md", 5)}
    assert list(documented) == list(FIELD_KEYS)
    for key, (_, type_, needed, _) in documented.items():
        assert type_ == field_type(key)
        if key in ALWAYS_REQUIRED:
            assert needed == "yes"


def test_where_fields_go_in_the_register() -> None:
    known = set(Connection.model_fields)
    known |= {
        f"{who}_contact.{part}"
        for who in ("agreement", "technical")
        for part in Contact.model_fields
    }
    named = {name for row in rows("fields.md", 5) for name in row[4].split(", ")} - {"-"}
    assert named <= known
    made = {"version", "form", "valid_from", "concluded_at", "ended_at", "case", "reason", "why"}
    whole = {"agreement_contact", "technical_contact"}
    assert known - named == made | whole


def test_every_field_has_a_name_for_messages() -> None:
    assert set(FIELD_NAMES) == set(FIELD_KEYS)
    assert len(set(FIELD_NAMES.values())) == len(FIELD_KEYS)


def test_every_kind_of_finding_can_be_said() -> None:
    for code, kind in CATALOGUE.items():
        found = kind.finding(("party.org_no",), "ett", "två", "tre")
        assert found.code == code == f"{found.group}.{code.partition('.')[2]}"
        assert found.message.rstrip(".?")
        assert "{" not in found.message + found.message_en


def test_a_case_that_holds_braces_is_said_as_written() -> None:
    found = CATALOGUE["verified.board_unknown"].finding(("party.board_name",), "{0} {x}")
    assert "{0} {x}" in found.message


@pytest.mark.parametrize(
    ("code", "pages", "said"),
    [
        ("material.page_twice", "2", "Sida 2 i blanketten finns mer än en gång. En handläggare "
         "avgör vilken som gäller."),
        ("material.page_twice", "1, 2, 3", "Sidorna 1, 2 och 3 i blanketten finns mer än en gång. "
         "En handläggare avgör vilka som gäller."),
        ("material.attachment", "4, 5", "Sidorna 4 och 5 är bilagor. En handläggare läser dem."),
        ("complete.page_missing", "2, 3", "Sidorna 2 och 3 i avtalet saknas. Skicka in alla "
         "sidor."),
    ],
)  # fmt: skip
def test_of_several_pages_it_is_said_in_the_plural(code: str, pages: str, said: str) -> None:
    assert CATALOGUE[code].finding((), pages).message == said


def test_no_message_about_pages_knows_the_singular_alone() -> None:
    """Those about one page are of minutes and letters, each named by itself."""
    for code, kind in CATALOGUE.items():
        if "Page(s)" in kind.english or "page(s)" in kind.english:
            message = kind.finding((), "1, 2").message
            assert "1 och 2" in message, code
            assert "ida 1" not in message, code
            assert not set("[]") & set(message), code
