"""How electronic signatures and hidden values enter the decision."""

from datetime import UTC, date, datetime

import pytest

from domain.reading import FileReading, SignatureFact, SignatureKind
from pipeline.esigned import signature_of
from pipeline.judge import judge_agreement
from tests.builders import agreement, facts
from validators.esigned import is_same_person

AT = datetime(2026, 11, 9, 11, tzinfo=UTC)


def fact(kind: SignatureKind, **more: object) -> SignatureFact:
    given = {
        "kind": kind,
        "evidence": "a test",
        "signer": "Maria Nilsson",
        "time": AT,
        "certificate_until": date(2034, 1, 1),
    }
    return SignatureFact.model_validate({**given, **more})


def file(*kinds: SignatureKind) -> FileReading:
    return FileReading(name="avtal.pdf", signatures=tuple(fact(kind) for kind in kinds))


def in_box(kind: SignatureKind) -> SignatureFact:
    return SignatureFact(kind=kind, evidence="seen", page=3)


@pytest.mark.parametrize(
    ("box", "electronic", "expected"),
    [
        ("none", (), "none"),
        ("none", ("pades_valid",), "pades_valid"),
        ("cannot_tell", ("pades_valid",), "pades_valid"),  # what the program drew in the box
        ("typed_name", ("pades_untrusted",), "pades_untrusted"),
        ("none", ("provider_seal",), "provider_seal"),
        ("wet_ink", ("provider_seal",), "wet_ink"),  # a scanner sealed its file
        ("wet_ink", ("pades_broken",), "pades_broken"),  # the file was changed since
        ("none", ("pades_valid", "pades_valid"), "pades_valid"),
        ("none", ("pades_valid", "provider_seal"), "provider_seal"),  # anybody can make a seal
        ("none", ("pades_valid", "pades_untrusted"), "pades_untrusted"),
        ("none", ("pades_untrusted", "pades_broken"), "pades_broken"),
    ],
)
def test_which_signature_an_agreement_has(
    box: SignatureKind, electronic: tuple[SignatureKind, ...], expected: SignatureKind
) -> None:
    found = signature_of(in_box(box), file(*electronic), 1)
    assert (found.kind, found.page) == (expected, 3)


def test_one_signature_does_not_sign_several_agreements() -> None:
    assert signature_of(in_box("none"), file("pades_valid"), 2).kind == "cannot_tell"


@pytest.mark.parametrize(
    ("signed", "codes", "outcome"),
    [
        (fact("pades_valid"), {"authentic.esign_valid"}, "register"),
        (fact("pades_untrusted"), {"authentic.esign_untrusted"}, "review"),
        (fact("pades_broken"), {"authentic.esign_broken"}, "review"),
        (fact("provider_seal"), {"authentic.esign_provider"}, "review"),
        (
            fact("pades_valid", signer="Anna Nilsson"),
            {"authentic.esign_valid", "authentic.esign_signer"},
            "review",
        ),
        (
            fact("pades_valid", time=datetime(2026, 11, 17, 8, tzinfo=UTC)),
            {"authentic.esign_valid", "authentic.esign_time"},
            "review",
        ),
        (
            fact("pades_valid", certificate_until=date(2026, 11, 12)),
            {"authentic.esign_valid", "authentic.esign_time"},
            "review",
        ),
    ],
)
def test_only_a_valid_signature_by_the_one_named_in_time_registers(
    signed: SignatureFact, codes: set[str], outcome: str
) -> None:
    given = agreement().model_copy(update={"signature": signed})
    judged = judge_agreement(given, facts())
    found = {finding.code for finding in judged.findings}
    assert {code for code in found if code.startswith("authentic.")} == codes
    assert judged.decision.outcome == outcome


def test_a_registrar_sees_who_signed_and_when() -> None:
    given = agreement().model_copy(update={"signature": fact("pades_valid")})
    (note,) = (
        one
        for one in judge_agreement(given, facts()).findings
        if one.code == "authentic.esign_valid"
    )
    assert "Maria Nilsson den 2026-11-09" in note.message


def test_a_value_that_the_file_hides_goes_to_a_person_who_is_told_which() -> None:
    plain = agreement()
    fields = tuple(
        one.model_copy(update={"hidden": "212000-9999"}) if one.key == "party.org_no" else one
        for one in plain.fields
    )
    judged = judge_agreement(plain.model_copy(update={"fields": fields}), facts())
    assert judged.decision.reasons == ("authentic.value_hidden",)
    assert "organisationsnummer" in judged.findings[-1].message


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("MARIA ELISABET NILSSON", "Maria Nilsson", True),
        ("Nilsson, Maria", "Maria Nilsson", False),  # a comma: a person looks
        ("Maria Nilsson", "Anna Nilsson", False),
        ("Maria Anna Nilsson", "Maria Karin Nilsson", False),
        ("Maria", "Maria Nilsson", False),
        ("Karl-Erik Berg", "Karl Erik Berg", True),
        ("", "Maria Nilsson", False),
    ],
)
def test_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert is_same_person(one, other) is same
