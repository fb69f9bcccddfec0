"""The committed deliveries, as a table: the demo's inbox, and the shelf of everything else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from domain.page import Role
from samples.alterations import AlteredBy
from samples.badfiles import (
    dynamic_xfa,
    encrypted,
    many_pages,
    no_bytes,
    no_pages,
    not_pdf,
    one_dot,
    truncated,
)
from samples.edits import (
    Edit,
    bad_checksum,
    empty,
    free_mail,
    half_technical_contact,
    malformed_email,
    misspelt,
    mixed_up,
    neighbour_org_no,
    own_mandate,
    put,
    signed_on,
    strange_domain,
    strange_town,
)
from samples.originals import Filled, Hidden
from samples.pages import Signed, Writing
from samples.parties import UNMARKED, Answer
from samples.prose import LETTER, MINUTES, VERIFICATION
from samples.retyped import Style
from samples.scanning import Format, Profile

OLD, NEW = "ssbtek-2014", "ssbtek-2022"
OTHER = {OLD: NEW, NEW: OLD}


class Sheet(NamedTuple):
    """One page of a delivery: a page of the form, or prose, or (neither) an empty back.

    `turn`: degrees clockwise that it lay wrong in the scanner. `party` 1 is a second party's.
    `other` takes the page from the other version of the form, `reminder` is the case officers'
    template filled in, `separator` a separator sheet, `through` an empty back through which the
    page before it is seen; `altered` is what was done to its text, `role` what a page of prose is,
    `crossed` the key of a box whose value is struck through by pen.
    """

    page: int = 0
    turn: int = 0
    prose: str = ""
    role: Role = "unknown"
    party: int = 0
    other: bool = False
    reminder: bool = False
    altered: AlteredBy | None = None
    separator: bool = False
    through: bool = False
    crossed: str = ""


WHOLE = (Sheet(1), Sheet(2), Sheet(3))
SECOND = tuple(Sheet(page, party=1) for page in (1, 2, 3))


@dataclass(frozen=True)
class Scenario:
    """A delivery to be made. Without `faults` it is faultless; `queue` None: it is registered."""

    name: str
    purpose: str
    profile: Profile = "grey200"
    writing: Writing = "print"
    form: str = NEW
    edits: tuple[Edit, ...] = ()
    signed: Signed = "wet_ink"
    faults: tuple[str, ...] = ()
    queue: str | None = None
    listed: bool = True  # whether the list of mandates has the municipality
    received: str | None = None  # ISO date; None: a working day while the form was accepted
    sheets: tuple[Sheet, ...] = WHOLE
    format: Format = "pdf"
    overshoot: float = 0.0  # points by which the signature is written too low


@dataclass(frozen=True)
class BadFile:
    """A delivery that is no readable agreement."""

    name: str
    purpose: str
    content: Callable[[], bytes]
    faults: tuple[str, ...]
    queue: str = "unreadable"


ESigned = Literal[
    "valid",
    "untrusted",
    "expired",
    "changed",
    "seal",
    "somebody_else",
    "none",
]


@dataclass(frozen=True)
class Electronic:
    """A form filled in by a program and signed electronically. `wrong` is how the file says
    something else than the page shows."""

    name: str
    purpose: str
    form: str = NEW
    filled: Filled = "drawn"
    signed: ESigned = "valid"
    wrong: Hidden | None = None
    faults: tuple[str, ...] = ()
    queue: str | None = None


@dataclass(frozen=True)
class Retyped:
    """An agreement that the sender typed anew, in a layout of its own. Profile "none": it is the
    PDF that a word processor exports, never printed."""

    name: str
    purpose: str
    style: Style
    profile: Profile | Literal["none"] = "g4_200"
    form: str = NEW
    faults: tuple[str, ...] = ("material.read_by_labels",)
    queue: str = "unreadable"


Spec = Scenario | BadFile | Electronic | Retyped


def missing(key: str, what: str, profile: Profile = "g4_200", form: str = NEW) -> Scenario:
    """The box of this key left empty."""
    return Scenario(
        f"utan-{what}", f"The box {key} is left empty.", profile, form=form, edits=(empty(key),),
        faults=("complete.field_missing",), queue="incomplete",
    )  # fmt: skip


def faultless(name: str, profile: Profile, form: str, writing: Writing = "print") -> Scenario:
    """Nothing wrong."""
    how = {"print": "filled in by machine", "hand": "filled in by hand",
           "mixed": "filled in by machine, the signature block by hand"}  # fmt: skip
    return Scenario(name, f"Faultless, {how[writing]}, {profile}.", profile, writing, form)


# fmt: off
INBOX: tuple[Spec, ...] = (
    faultless("felfri", "grey300", NEW),
    faultless("felfri", "grey200", NEW),
    faultless("felfri", "g4_200", NEW),
    Scenario("fel-orgnr-grannes", "The organisationsnummer of a municipality nearby; its checksum "
             "is right.", "grey200", edits=(neighbour_org_no,),
             faults=("verified.org_no_mismatch",), queue="unverified"),
    faultless("felfri", "grey200", OLD),
    faultless("felfri", "g4_200", OLD),
    Scenario("utan-underskrift", "Everything filled in, but no signature: the date beside the box "
             "is no signature.", "grey200", signed="none",
             faults=("complete.signature_missing",), queue="signature"),
    faultless("felfri", "grey300", OLD),
    missing("agreement_contact.email", "e-post"),
    Scenario("utan-teknisk-kontakt", "Faultless: no technical contact, so feedback goes to the "
             "agreement contact.", "grey200", edits=(empty("technical_contact"),)),
    faultless("handskriven", "grey300", NEW, "hand"),
    Scenario("namn-i-stallet-for-underskrift", "A typed name stands where the signature should "
             "be.", "grey200", signed="typed_name",
             faults=("authentic.signature_typed",), queue="signature"),
    BadFile("inte-en-pdf", "A text under the name of a PDF.", not_pdf, ("material.not_pdf",)),
    faultless("felfri", "grey200", NEW),
    Scenario("felstavad-kommun", "Two letters of the municipality's name in the wrong order.",
             "grey200", edits=(misspelt,),
             faults=("verified.municipality_unknown",), queue="unverified"),
    faultless("blandad", "grey200", NEW, "mixed"),
    Scenario("framtida-datum", "Signed a month after the day of receipt.", "g4_200",
             edits=(signed_on(30),), faults=("correct.date_in_future",), queue="incorrect"),
    Scenario("upp-och-ned", "Faultless, but page 2 lay upside down and page 3 on its side, and "
             "the pages are out of order.", "grey200",
             sheets=(Sheet(1), Sheet(3, turn=90), Sheet(2, turn=180))),
    Scenario("fel-namnd", "A board that does not decide on financial assistance.", "g4_200",
             form=OLD,
             edits=(put("party.board_name", Answer("Byggnadsnämnden", "Byggnadsnämnden")),),
             faults=("verified.board_unlikely",), queue="unverified"),
    Scenario("villkor-ej-godtagna", "The box for the terms is not marked.", "grey200",
             edits=(put("terms.accepted", UNMARKED),),
             faults=("complete.terms_not_accepted",), queue="incomplete"),
    faultless("felfri", "g4_200", NEW),
    Scenario("brev", "A letter with a question: no agreement at all.", "grey200",
             faults=("material.not_an_agreement",), queue="unreadable",
             sheets=(Sheet(prose=LETTER, role="cover_letter"),)),
    Scenario("gammal-blankett", "A form of 2014, received after the last day that it is accepted.",
             "grey200", form=OLD, received="2026-11-12",
             faults=("verified.form_superseded",), queue="unverified"),
    BadFile("trasig-fil", "Broken off after a twentieth of its bytes.", truncated,
            ("material.damaged",)),
)

SHELF: tuple[Spec, ...] = (
    # faultless
    faultless("felfri", "grey300", NEW),
    faultless("felfri", "grey200", OLD),
    faultless("felfri", "grey200", NEW),
    faultless("felfri", "grey200", OLD),
    faultless("felfri", "grey300", OLD),
    faultless("felfri", "grey200", NEW),
    faultless("felfri", "grey200", OLD),
    faultless("felfri", "g4_200", NEW),
    faultless("felfri", "g4_200", OLD),
    faultless("handskriven", "grey200", OLD, "hand"),
    faultless("handskriven", "grey200", NEW, "hand"),
    faultless("handskriven", "g4_200", NEW, "hand"),
    faultless("blandad", "grey300", OLD, "mixed"),
    faultless("blandad", "grey200", OLD, "mixed"),
    faultless("blandad", "g4_200", NEW, "mixed"),
    Scenario("tomma-baksidor", "Faultless, scanned on both sides: every second page is an empty "
             "back.", "g4_200", sheets=(Sheet(1), Sheet(), Sheet(2), Sheet(), Sheet(3), Sheet())),
    Scenario("uppdrag-pa-blanketten", "Faultless: the municipality is not in the list of mandates, "
             "but states its decision on the form.", listed=False,
             edits=(own_mandate,)),
    # a required box left empty
    missing("party.municipality_name", "kommun"),
    missing("party.org_no", "organisationsnummer", form=OLD),
    missing("party.board_name", "namnd"),
    missing("party.postal_address", "postadress", form=OLD),
    missing("party.postal_code", "postnummer"),
    missing("party.city", "ort"),
    missing("agreement_contact.name", "kontaktperson", "grey200"),
    missing("signature.place", "underskriftsort"),
    missing("signature.date", "datum", "grey200"),
    missing("signature.name_clarification", "namnfortydligande"),
    missing("signature.title", "befattning", form=OLD),
    Scenario("utan-uppdrag", "Neither in the list of mandates nor a decision on the form.",
             "g4_200", listed=False, faults=("complete.mandate_missing",), queue="incomplete"),
    Scenario("utan-kontaktpersoner", "Both contact persons absent.", "g4_200",
             edits=(empty("agreement_contact", "technical_contact"),),
             faults=("complete.field_missing",), queue="incomplete"),
    Scenario("halv-teknisk-kontakt", "A technical contact with a name and no e-mail address.",
             "g4_200", edits=(half_technical_contact,),
             faults=("complete.technical_contact_incomplete",), queue="incomplete"),
    Scenario("sida-saknas", "Page 2 with the conditions is missing.", "g4_200",
             sheets=(Sheet(1), Sheet(3)), faults=("complete.page_missing",), queue="incomplete"),
    # the signature
    Scenario("tomt-underskriftsblock", "No signature, and nothing else in that block.", "g4_200",
             edits=(empty("signature"),), signed="none",
             faults=("complete.signature_missing", "complete.field_missing"), queue="signature"),
    Scenario("datum-utan-underskrift", "A date, and otherwise an empty signature block.", "grey200",
             edits=(empty("signature.place", "signature.name_clarification", "signature.title"),),
             signed="none", faults=("complete.signature_missing",), queue="signature", form=OLD,
             writing="mixed"),
    Scenario("bara-stampel", "The municipality's stamp instead of a signature.", "grey200",
             signed="stamp_only", faults=("authentic.signature_stamp",), queue="signature"),
    Scenario("bara-stampel", "The municipality's stamp instead of a signature, bilevel.", "g4_200",
             form=OLD, signed="stamp_only", faults=("authentic.signature_stamp",),
             queue="signature"),
    Scenario("namn-i-stallet-for-underskrift", "A typed name instead of a signature, bilevel.",
             "g4_200", form=OLD, signed="typed_name", faults=("authentic.signature_typed",),
             queue="signature"),
    # wrong values
    Scenario("fel-kontrollsiffra", "An organisationsnummer whose checksum is wrong.", "grey200",
             edits=(bad_checksum,), faults=("correct.org_no_checksum",), queue="incorrect"),
    Scenario("for-kort-orgnr", "An organisationsnummer that lacks two digits.", "g4_200",
             edits=(put("party.org_no", Answer("212000-07", None)),),
             faults=("correct.org_no_format",), queue="incorrect"),
    Scenario("trasig-e-post", "An e-mail address that cannot be one.", "grey200",
             edits=(malformed_email,), faults=("correct.email_format",), queue="incorrect"),
    Scenario("kort-postnummer", "A postal code of four digits.", "g4_200",
             edits=(put("party.postal_code", Answer("621 8", None)),),
             faults=("correct.postal_code_format",), queue="incorrect"),
    Scenario("omojligt-datum", "The thirteenth month.", "g4_200",
             edits=(put("signature.date", Answer("2026-13-04", None)),),
             faults=("correct.date_format",), queue="incorrect"),
    Scenario("gammalt-datum", "Signed eleven years before the receipt.", "g4_200", form=OLD,
             edits=(signed_on(-4020),), faults=("correct.date_too_old",), queue="incorrect"),
    # values that do not agree with what is known
    Scenario("e-post-annan-kommun", "The agreement contact's e-mail is at another municipality.",
             "grey200", edits=(strange_domain,),
             faults=("verified.email_domain_other",), queue="unverified"),
    Scenario("privat-e-post", "The agreement contact's e-mail is at a free provider.", "g4_200",
             edits=(free_mail,), faults=("verified.email_free",), queue="unverified"),
    Scenario("forvaxlade-kontakter", "Each contact person has the other's e-mail address.",
             "grey200", edits=(mixed_up,),
             faults=("verified.contacts_mixed_up",), queue="unverified"),
    Scenario("fel-ort", "A town that the postal code does not lead to.", "g4_200",
             edits=(strange_town,), faults=("verified.city_mismatch",), queue="unverified"),
    Scenario("okand-namnd", "A board that no list and no stem knows.", "g4_200",
             edits=(put("party.board_name", Answer("Framtidsnämnden", "Framtidsnämnden")),),
             faults=("verified.board_unknown",), queue="unverified"),
    Scenario("annat-uppdrag", "A decision on the form that differs from the list.", "g4_200",
             edits=(own_mandate,), faults=("verified.mandate_differs",), queue="unverified"),
    # the papers
    Scenario("protokollsutdrag-med", "An extract from minutes follows the agreement.", "g4_200",
             sheets=(*WHOLE, Sheet(prose=MINUTES, role="minutes_extract")),
             faults=("material.attachment",), queue="unreadable"),
    Scenario("sida-dubbel", "Page 3 was scanned twice.", "g4_200", sheets=(*WHOLE, Sheet(3)),
             faults=("material.page_twice",), queue="unreadable"),
    Scenario("blandade-versioner", "Page 2 is of the other version of the form.", "g4_200",
             sheets=(Sheet(1), Sheet(2, other=True), Sheet(3)),
             faults=("material.mixed_versions",), queue="unreadable"),
    Scenario("tva-avtal", "Faultless: two agreements in one file, one after the other.", "g4_200",
             sheets=(*WHOLE, *SECOND)),
    # files that cannot be read
    BadFile("tom-fil", "No bytes at all.", no_bytes, ("material.empty_file",)),
    BadFile("last-fil", "Locked with a password.", encrypted, ("material.encrypted",)),
    BadFile("inga-sidor", "A PDF without pages.", no_pages, ("material.no_pages",)),
    BadFile("femhundra-sidor", "500 pages, all empty.", many_pages, ("material.too_many_pages",)),
    BadFile("en-prick", "A picture of one dot as a PDF.", one_dot, ("material.not_an_agreement",)),
)

# Born digital, and signed electronically or not at all.
ELECTRONIC: tuple[Spec, ...] = (
    Electronic("felfri-utskriven", "Faultless, filled in by a program and printed to a PDF, signed "
               "electronically."),
    Electronic("felfri-formular", "Faultless, the form fields filled in and kept, signed "
               "electronically.", OLD, "form_field"),
    Electronic("okand-utfardare", "Signed electronically, but no issuer that is believed vouches "
               "for the signer.", OLD, "no_appearance", "untrusted",
               faults=("authentic.esign_untrusted",), queue="signature"),
    Electronic("andrad-efter-underskrift", "A form field was changed after the electronic "
               "signature.", OLD, "form_field", "changed",
               faults=("authentic.esign_broken",), queue="signature"),
    Electronic("dold-text", "The number that the page shows is a picture; the file's text holds "
               "another.", wrong="text",
               faults=("authentic.value_hidden",), queue="altered"),
    Electronic("utan-underskrift", "Filled in by a program, and not signed at all.", OLD,
               "no_appearance", "none",
               faults=("complete.signature_missing",), queue="signature"),
    BadFile("dynamisk-xfa", "A dynamic XFA form: its page only asks to wait.", dynamic_xfa,
            ("material.dynamic_xfa",)),
)

# What a mailroom's stack does to pages.
STACK: tuple[Spec, ...] = (
    Scenario("avtal-med-skiljeblad", "Faultless: two agreements with separator sheets, the second "
             "with its pages out of order and one upside down.", "g4_200",
             sheets=(Sheet(separator=True), *WHOLE, Sheet(separator=True, turn=180),
                     Sheet(3, party=1), Sheet(1, party=1, turn=180), Sheet(2, party=1))),
    Scenario("omkastade-sidor", "Faultless, but pages 2 and 3 have changed places.", "g4_200",
             sheets=(Sheet(1), Sheet(3), Sheet(2)), form=OLD),
    Scenario("paminnelse-med", "Faultless, but the case officers' reminder came along, filled in.",
             "g4_200", sheets=(*WHOLE, Sheet(reminder=True))),
    Scenario("genomlysning", "Page 1 alone, scanned on both sides: its print shows through on its "
             "empty back.", "grey200", sheets=(Sheet(1), Sheet(through=True)),
             faults=("complete.page_missing",), queue="incomplete"),
)

# Pages that lie on no blank and hold an agreement.
UNLAID: tuple[Spec, ...] = (
    Retyped("omskrivet", "Typed anew as label and answer line by line, signed and scanned.",
            "lines"),
    Retyped("omskrivet-digitalt", "Typed anew as a table; a PDF with text, never printed.",
            "table", "none"),
    Retyped("okand-tabell", "An unknown layout: tables of three columns, labels above answers.",
            "grid"),
)

# What comes from elsewhere than an office's scanner, and what comes along.
INTAKE: tuple[Spec, ...] = (
    Scenario("fax", "Faultless, by fax.", "fax"),
    Scenario("tiff", "Faultless, bilevel, as a TIFF with three pages.", "g4_200", form=OLD,
             format="tif"),
    Scenario("grovt", "Faultless, grey at 150 dots an inch.", "grey150", form=OLD),
    Scenario("foto", "Page 1 alone, photographed with a telephone.", "photo", format="jpg",
             sheets=(Sheet(1),), faults=("complete.page_missing",), queue="incomplete"),
    Scenario("verifikat", "The page that an e-signing service adds follows the agreement.",
             "g4_200", sheets=(*WHOLE, Sheet(prose=VERIFICATION, role="verification_page")),
             faults=("material.attachment",), queue="unreadable"),
    Scenario("heic", "Page 1 alone, grey at 150 dots an inch, as a telephone keeps pictures.",
             "grey150", format="heic", sheets=(Sheet(1),),
             faults=("complete.page_missing",), queue="incomplete"),
    Scenario("under-rutan", "Faultless, but the signature goes on below its box.", "g4_200",
             overshoot=30.0),
    Scenario("kopia", "Page 1 alone, a photocopy of a photocopy.", "copy", form=OLD,
             sheets=(Sheet(1),), faults=("complete.page_missing",), queue="incomplete"),
)

ALTERED: tuple[Spec, ...] = (
    Scenario("ord-utbytt", "Faultless, but a word of a clause is another one.", "g4_200",
             sheets=(Sheet(1), Sheet(2, altered="word"), Sheet(3)),
             faults=("authentic.text_altered",), queue="altered"),
    Scenario("siffra-utbytt", "Faultless, but a figure in the text is another one.", "g4_200",
             sheets=(Sheet(1), Sheet(2, altered="number"), Sheet(3)), form=OLD,
             faults=("authentic.text_altered",), queue="altered"),
    Scenario("struken-villkor", "Faultless, but words of a clause are struck through by pen.",
             "g4_200", sheets=(Sheet(1), Sheet(2, altered="strike"), Sheet(3)),
             faults=("authentic.text_altered",), queue="altered"),
    Scenario("forbehall", "Faultless, but a reservation is written where the page is free.",
             "g4_200", sheets=(Sheet(1), Sheet(2), Sheet(3, altered="reservation")),
             faults=("authentic.ink_unexplained",), queue="altered"),
    Scenario("korrigeringslack", "Faultless, but words of a clause are under correction fluid.",
             "g4_200", sheets=(Sheet(1), Sheet(2, altered="fluid"), Sheet(3)), form=OLD,
             faults=("authentic.text_altered",), queue="altered"),
    Scenario("inklistrad-underskrift", "A picture of a signature, pasted into the scan.", "grey200",
             signed="pasted_image", faults=("authentic.signature_unclear",), queue="signature"),
    Scenario("struken-uppgift", "Faultless, but the postal address is struck through by pen.",
             "g4_200", sheets=(Sheet(1, crossed="party.postal_address"), Sheet(2), Sheet(3)),
             faults=("material.crossed_out",), queue="unreadable"),
)
# fmt: on
