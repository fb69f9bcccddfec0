"""The words by which an agreement's fields are known where there is no blank: data for labels.py.

The labels of the known forms are added to these. A word that stands for several fields ("Namn",
"Ort") is told by the part of the agreement that it stands in.
"""

from collections.abc import Iterable, Mapping

from domain.form import FormVersion

# What senders call each field.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "party.municipality_name": ("Kommun", "Part", "Användande organisation", "Kommunens namn"),
    "party.org_no": ("Organisationsnummer", "Org.nr", "Orgnummer", "Kommunens org.nr"),
    "party.board_name": ("Nämnd", "Ansvarig nämnd", "Nämnd/förvaltning", "Nämndens namn"),
    "party.department": ("Förvaltning", "Verksamhetsområde", "Enhet", "Förvaltning/enhet"),
    "party.postal_address": ("Postadress", "Utdelningsadress", "Adress", "Gatuadress"),
    "party.postal_code": ("Postnummer", "Postnr"),
    "party.city": ("Ort", "Postort"),
    "agreement_contact.name": ("Namn", "För- och efternamn", "Kontaktperson"),
    "agreement_contact.title": ("Titel", "Befattning", "Roll"),
    "agreement_contact.phone": ("Telefon", "Telefon, även riktnummer", "Telefonnummer", "Tfn"),
    "agreement_contact.email": ("E-postadress", "E-post", "Mejladress", "Mejl", "E-mail"),
    "technical_contact.name": ("Namn", "För- och efternamn", "Kontaktperson"),
    "technical_contact.title": ("Titel", "Befattning", "Roll"),
    "technical_contact.phone": ("Telefon", "Telefon, även riktnummer", "Telefonnummer", "Tfn"),
    "technical_contact.email": ("E-postadress", "E-post", "Mejladress", "Mejl", "E-mail"),
    "supplier.name": ("Systemleverantör", "Ombud", "Systemleverantör/ombud", "Leverantör"),
    "supplier.org_no": ("Organisationsnummer", "Org.nr", "Leverantörens organisationsnummer"),
    "certificate.serial_no": ("Funktionscertifikat", "Certifikatets serienummer", "Serienummer"),
    "mandate.decision_date": ("Beslutsdatum", "Datum för beslut", "Datum"),
    "mandate.registry_no": ("Diarienummer", "Dnr", "Diarienummer/§", "Paragraf"),
    "terms.accepted": ("Part har tagit del av Allmänna villkor",),
    "signature.place": ("Ort",),
    "signature.date": ("Datum",),
    "signature.signature": ("Underskrift", "Underskrift av behörig företrädare", "Namnteckning"),
    "signature.name_clarification": ("Namnförtydligande", "Namn"),
    "signature.title": ("Befattning", "Titel"),
}
# Headings of the parts of an agreement.
HEADINGS: dict[str, tuple[str, ...]] = {
    "party": ("Part", "Uppgifter om Part", "Uppgifter om kommunen", "Användande organisation"),
    "agreement_contact": (
        "Kontaktperson för avtalet och administrativa frågor",
        "Kontaktperson för avtalet",
        "Kontaktperson för administrativa frågor",
        "Kontaktperson, avtal och administration",
        "Administrativ kontaktperson",
    ),
    "technical_contact": (
        "Kontaktperson för tekniska frågor",
        "Kontaktperson, teknik",
        "Teknisk kontaktperson",
    ),
    "supplier": ("Systemleverantör och certifikat", "Systemleverantör eller ombud"),
    "mandate": (
        "Beslut om uppdrag",
        "Beslut om uppdrag till SKR",
        "Beslut om uppdrag till SKL/SKR",
        "Kommunens beslut om uppdrag till SKL/SKR",
    ),
    "signature": ("Underskrift", "Underskrifter", "Undertecknande"),
}
# What the text of an agreement with this service speaks of, whatever its layout.
CUES = ("SSBTEK", "Anslutningsavtal", "Sammansatt bastjänst", "Avtal om anslutning")


def vocabulary(forms: Iterable[FormVersion]) -> Mapping[str, tuple[str, ...]]:
    """Each label, in the forms' wording and in the senders', with the keys that it may stand for,
    in FIELD_KEYS' order."""
    found: dict[str, list[str]] = {}
    pairs = [(key, phrase) for key, phrases in SYNONYMS.items() for phrase in phrases]
    pairs += [(field.key, field.label) for form in forms for field in form.fields]
    for key, phrase in pairs:
        keys = found.setdefault(phrase, [])
        if key not in keys:
            keys.append(key)
    return {phrase: tuple(keys) for phrase, keys in found.items()}
