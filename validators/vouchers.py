"""Which values something other than the reading vouches for.

A value that a list, a checksum or another field of the form repeats could not be right by chance.
It needs no second reader: that one read it is enough. Every voucher compares to the letter, so that
a lost ring or a wrong capital finds none.
"""

from collections.abc import Callable, Mapping
from datetime import date

from domain.agreement import Agreement
from domain.facts import Facts
from domain.page import Box
from domain.reading import FieldReading, SignatureFact, Support
from domain.reference import Reference
from validators import contacts, mandates, municipalities, names
from validators.correct import luhn
from validators.usual import USUAL_BOARDS, USUAL_DEPARTMENTS, USUAL_TITLES

Voucher = Callable[[Agreement, Facts, str], bool]


def supported(agreement: Agreement, facts: Facts) -> Agreement:
    """The agreement with a source for each value that has one: what the reader gave, the file
    itself, or a check."""
    fields = tuple(
        field.model_copy(update={"support": support(field, agreement, facts)})
        for field in agreement.fields
    )
    return agreement.model_copy(update={"fields": fields})


def support(field: FieldReading, agreement: Agreement, facts: Facts) -> Support | None:
    """What vouches for the value of a field; None when nothing does."""
    if field.support is not None:
        return field.support
    if field.value is not None and field.source in ("text_layer", "form_field"):
        return "electronic_original"
    return "check" if is_vouched(field.key, agreement, facts) else None


def vouched_keys(reference: Reference, values: Mapping[str, str]) -> frozenset[str]:
    """The keys whose value something vouches for, of an agreement that has these values and is not
    put together yet."""
    fields = tuple(
        FieldReading(
            key=key,
            raw=value,
            value=value,
            confidence=1.0,
            source="ocr",
            mode="print",
            page=1,
            box=Box(0, 0, 0, 0),
        )
        for key, value in values.items()
    )
    nothing = SignatureFact(kind="none", evidence="")
    agreement = Agreement(form="", pages=(), fields=fields, signature=nothing)
    facts = Facts(reference=reference, forms=(), received_on=date.min)
    return frozenset(key for key in values if is_vouched(key, agreement, facts))


def is_vouched(key: str, agreement: Agreement, facts: Facts) -> bool:
    """True when a source other than the reading vouches for the value of a field."""
    value, voucher = agreement.value(key), VOUCHERS.get(key)
    return value is not None and voucher is not None and voucher(agreement, facts, value)


def is_spelled(value: str | None, known: str | None) -> bool:
    """Whether a value is a known name to the letter, or all of it in capitals."""
    return value is not None and known is not None and value in (known, known.upper())


def municipality_and_number(agreement: Agreement, facts: Facts, value: str) -> bool:  # noqa: ARG001
    """The name, to the letter, and the organisationsnummer are one municipality's."""
    named = municipalities.named(agreement, facts.reference)
    number, name = agreement.value("party.org_no"), agreement.value("party.municipality_name")
    return (
        named is not None
        and number == named.org_no
        and luhn(named.org_no)
        and any(
            is_spelled(name, known)
            for known in (named.name, named.official_name, named.trading_alias)
        )
    )


def board(agreement: Agreement, facts: Facts, value: str) -> bool:  # noqa: ARG001
    """A name that many boards have."""
    return value in USUAL_BOARDS


def title(agreement: Agreement, facts: Facts, value: str) -> bool:  # noqa: ARG001
    """A title that many have."""
    return value in USUAL_TITLES


def department(agreement: Agreement, facts: Facts, value: str) -> bool:  # noqa: ARG001
    """A name that many departments have."""
    return value in USUAL_DEPARTMENTS


def town_of_code(agreement: Agreement, facts: Facts, value: str) -> bool:  # noqa: ARG001
    """The postal code's town is the one named, to the letter."""
    code, city = agreement.value("party.postal_code"), agreement.value("party.city")
    known = facts.reference.postal_codes.get((code or "").replace(" ", ""))
    return known is not None and is_spelled(city, known[0])


def only_code_of_town(agreement: Agreement, facts: Facts, value: str) -> bool:
    """The town named has no other postal code. Where it has several, a misread digit gives another
    of its codes: then the town says nothing of which."""
    codes = facts.reference.postal_codes
    town, _ = codes.get(value.replace(" ", ""), ("", ""))
    alone = sum(town == other for other, _ in codes.values()) == 1
    return alone and town_of_code(agreement, facts, value)


def place(agreement: Agreement, facts: Facts, value: str) -> bool:
    """Signed in the municipality's town, or where its mail goes when that is vouched for."""
    named = municipalities.named(agreement, facts.reference)
    at_home = named is not None and is_spelled(value, named.name)
    return at_home or (
        value == agreement.value("party.city") and town_of_code(agreement, facts, value)
    )


def listed_mandate(agreement: Agreement, facts: Facts, value: str) -> bool:
    """The decision's date or number, as the list has it."""
    mandate = mandates.agreeing(agreement, facts.reference)
    return mandate is not None and value in (mandate.decision_date.isoformat(), mandate.registry_no)


def is_made_of_name(value: str, agreement: Agreement, contact: str) -> bool:
    """The address's local part is the contact's first name, a dot and the surname."""
    name = agreement.value(f"{contact}.name")
    return name is not None and value.partition("@")[0] == names.usual_local_part(name)


def own_address(agreement: Agreement, facts: Facts, value: str) -> bool:
    """The agreement contact's name at the municipality's own domain."""
    named = municipalities.named(agreement, facts.reference)
    own = named is not None and value.partition("@")[2] in named.domains
    return own and is_made_of_name(value, agreement, "agreement_contact")


def technical_address(agreement: Agreement, facts: Facts, value: str) -> bool:
    """The technical contact's name at the municipality's own domain, or at one made of the
    supplier's name on the form."""
    named = municipalities.named(agreement, facts.reference)
    domain = value.partition("@")[2]
    own = named is not None and domain in named.domains
    suppliers = contacts.is_suppliers(domain, agreement) and domain.rpartition(".")[2] in USUAL_ENDS
    return (own or suppliers) and is_made_of_name(value, agreement, "technical_contact")


USUAL_ENDS = frozenset({"com", "eu", "example", "net", "nu", "org", "se"})

VOUCHERS: Mapping[str, Voucher] = {
    "party.municipality_name": municipality_and_number,
    "party.org_no": municipality_and_number,
    "party.board_name": board,
    "party.department": department,
    "party.postal_code": only_code_of_town,
    "party.city": town_of_code,
    "mandate.decision_date": listed_mandate,
    "mandate.registry_no": listed_mandate,
    "agreement_contact.title": title,
    "technical_contact.title": title,
    "signature.title": title,
    "agreement_contact.email": own_address,
    "technical_contact.email": technical_address,
    "signature.place": place,
}
