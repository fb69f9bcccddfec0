"""A faultless agreement of a fictional Party, to be spoilt in one way at a time."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.agreement import Agreement
from domain.calibration import BANDS, WHOLE, Calibration, Cell, Provenance
from domain.facts import Facts
from domain.form import FIELD_KEYS, FieldType, FormField, FormVersion, PointBox
from domain.page import Box, PageIdentity, Role
from domain.reading import FieldReading, FileReading, PageReading, SignatureFact, SignatureKind
from domain.reference import Mandate, Municipality, Reference
from extractors.values import canonical

RECEIVED = date(2026, 11, 16)
BOX = Box(0.1, 0.1, 0.4, 0.2)

# What stands in each box. The municipality is real, the people are not.
FAULTLESS: Mapping[str, str] = {
    "party.municipality_name": "Habo kommun",
    "party.org_no": "212000-1611",
    "party.board_name": "Socialnämnden",
    "party.department": "Individ- och familjeomsorg",
    "party.postal_address": "Storgatan 12",
    "party.postal_code": "566 32",
    "party.city": "Habo",
    "mandate.decision_date": "2014-09-16",
    "mandate.registry_no": "KS 2014/312",
    "agreement_contact.name": "Åsa Sjöberg",
    "agreement_contact.title": "Enhetschef",
    "agreement_contact.phone": "08-465 004 00",
    "agreement_contact.email": "asa.sjoberg@habokommun.se",
    "technical_contact.name": "Lars-Erik Lindqvist",
    "technical_contact.title": "",
    "technical_contact.phone": "070-174 06 05",
    "technical_contact.email": "lars-erik.lindqvist@habokommun.se",
    "supplier.name": "Exempelsystem AB",
    "supplier.org_no": "559999-1238",
    "certificate.serial_no": "",
    "terms.accepted": "x",
    "signature.place": "Habo",
    "signature.date": "2026-11-09",
    "signature.name_clarification": "Maria Nilsson",
    "signature.title": "Socialchef",
}

_TYPES: Mapping[str, FieldType] = {
    "org_no": "org_no",
    "postal_code": "postal_code",
    "phone": "phone",
    "email": "email",
    "decision_date": "date",
    "registry_no": "code",
    "serial_no": "code",
    "date": "date",
    "accepted": "checkbox",
    "signature": "signature",
}
_NOT_REQUIRED = ("party.department", "mandate.", "technical_contact.", "supplier.", "certificate.")


def form(form_id: str = "form-a", **changes: Any) -> FormVersion:
    """A form of three pages that asks for everything: the Party, clauses, mandate and signature."""
    described = FormVersion(
        id=form_id,
        title="Anslutningsavtal",
        form_number="1",
        valid_from=date(2014, 5, 1),
        pages=3,
        fields=tuple(_form_field(key) for key in FIELD_KEYS),
    )
    return described.model_copy(update=changes)


def facts(*forms: FormVersion, **changes: Any) -> Facts:
    """What an agreement of 2026-11-16 is judged against."""
    known = forms or (form(),)
    return Facts(reference=reference(), forms=known, received_on=RECEIVED).model_copy(
        update=changes
    )


def reference() -> Reference:
    """Few municipalities, among them those that are easily mixed up."""
    return Reference(
        municipalities=(
            _municipality("0643", "Habo", "212000-1611", "habokommun.se"),
            _municipality("0305", "Håbo", "212000-0241", "habo.se"),
            _municipality("0980", "Gotland", "212000-0803", "gotland.se").model_copy(
                update={"official_name": "Gotlands kommun", "trading_alias": "Region Gotland"}
            ),
            _municipality("2523", "Gällivare", "212000-2726", "gellivare.se"),
            _municipality("2080", "Falun", "212000-2221", "falun.se").model_copy(
                update={"official_name": "Falu kommun"}
            ),
            _municipality("2062", "Mora", "212000-2213", "mora.se morakommun.se").model_copy(
                update={"domain_uncertain": True}
            ),
        ),
        mandates=(
            Mandate(
                org_no="212000-1611", decision_date=date(2014, 9, 16), registry_no="KS 2014/312"
            ),
        ),
        postal_codes={
            "56632": ("Habo", "0643"),
            "62157": ("Visby", "0980"),
            "62158": ("Visby", "0980"),
            "62377": ("Hemse", "0980"),
            "79191": ("Falun", "2062"),
            "98230": ("Malmberget", "2523"),
            "98231": ("Gällivare", "2523"),
        },
        first_names=frozenset({"Åsa", "Anna", "Maria", "Lars-Erik", "Karin", "Anna-Karin"}),
        last_names=frozenset({"Sjöberg", "Lindqvist", "Nilsson", "Berg"}),
        calibration=calibration(),
    )


def field(key: str, raw: str | None, **changes: Any) -> FieldReading:
    """A reading, sure and in print, of what stands in one box."""
    kind = field_type(key)
    reading = FieldReading(
        key=key,
        raw=raw,
        value=canonical(kind, raw) if raw is not None else None,
        confidence=0.99,
        source="ink" if kind == "checkbox" else "ocr",
        mode="mark" if kind == "checkbox" else "print",
        page=page_of(key),
        box=BOX,
        support=None if kind == "checkbox" else "two_readers",
    )
    return reading.model_copy(update=changes)


def agreement(written: Mapping[str, str | None] | None = None, **changes: Any) -> Agreement:
    """The faultless agreement, but for what `written` puts in its boxes (None: ink not read)."""
    texts = {**FAULTLESS, **(written or {})}
    whole = Agreement(
        form="form-a",
        pages=(1, 2, 3),
        fields=tuple(field(key, raw) for key, raw in texts.items()),
        signature=signature(),
    )
    return whole.model_copy(update=changes)


def with_field(whole: Agreement, key: str, **changes: Any) -> Agreement:
    """The agreement with one reading changed."""
    fields = tuple(
        reading.model_copy(update=changes) if reading.key == key else reading
        for reading in whole.fields
    )
    return whole.model_copy(update={"fields": fields})


def signature(kind: SignatureKind = "wet_ink") -> SignatureFact:
    """What is in the signature box."""
    return SignatureFact(kind=kind, evidence="as built", page=3, box=BOX)


def page(
    number: int,
    form_page: int | None = None,
    form_id: str | None = "form-a",
    written: Mapping[str, str | None] | None = None,
) -> PageReading:
    """Page `number` of a file as page `form_page` of the form, by default the one of its number."""
    at = form_page or number
    texts = {**FAULTLESS, **(written or {})}
    return PageReading(
        identity=PageIdentity(
            original=0, number=number, role="agreement", form=form_id, form_page=at, confidence=0.9
        ),
        source="scan",
        residual=0.2,
        fields=tuple(
            field(key, raw, page=number) for key, raw in texts.items() if page_of(key) == at
        ),
        signature=signature() if at == 3 else None,
    )


def other_page(number: int, role: Role) -> PageReading:
    """A page that is no page of a form."""
    identity = PageIdentity(original=0, number=number, role=role, confidence=0.9)
    return PageReading(identity=identity, source="scan")


def file(*pages: PageReading, **changes: Any) -> FileReading:
    """A file that holds these pages, by default those of the faultless agreement."""
    held = pages or (page(1), page(2), page(3))
    return FileReading(name="avtal.pdf", pages=held).model_copy(update=changes)


def page_of(key: str) -> int:
    """On which page of the form the box is."""
    return 3 if key.startswith(("mandate.", "terms.", "signature.")) else 1


def field_type(key: str) -> FieldType:
    """Of which type the box is."""
    return _TYPES.get(key.partition(".")[2], "text")


def calibration(chance: float = 0.99, **changes: Any) -> Calibration:
    """One that finds every value equally probable, and lets it pass."""
    known = Calibration(
        provenance=Provenance(
            command="made up",
            data="none",
            data_sha256="",
            made_on=RECEIVED,
            versions={},
        ),
        target=0.001,
        operating_point=0.9,
        is_met=True,
        fitted=0,
        held=0,
        held_values=0,
        held_error=0.0,
        steps=(),
        cells={WHOLE: Cell(examples=1, right=1, chances=(chance,) * len(BANDS))},
    )
    return known.model_copy(update=changes)


def _municipality(code: str, name: str, org_no: str, domains: str) -> Municipality:
    return Municipality(
        code=code,
        name=name,
        official_name=f"{name} kommun",
        org_no=org_no,
        domains=tuple(domains.split()),
    )


def _form_field(key: str) -> FormField:
    return FormField(
        key=key,
        label=key,
        type=field_type(key),
        page=page_of(key),
        box=PointBox(50, 50, 200, 80),
        required=not key.startswith(_NOT_REQUIRED),
    )
