"""Swedish words for what the program calls by short English names, and how numbers are written."""

from domain.delivery import Channel, ReceivedBasis
from domain.judgement import Severity
from domain.ledger import EndKind
from domain.notice import NoticeKind, NoticeState
from domain.page import Role
from domain.reading import AlterationKind, InkKind, SignatureKind
from domain.register import VersionReason
from domain.user import Scope, UserRole
from domain.webhook import CallState, Topic
from pipeline.queue_names import QUEUES

__all__ = ["QUEUES"]

OUTCOMES = {"register": "registrera", "review": "granska"}
BASES: dict[ReceivedBasis, str] = {
    "scanned": "skannad",
    "mail_server": "e-postserverns tid",
    "upload_sent": "när uppladdningen skickades",
    "stated": "uppgiven",
}
SIGNATURES: dict[SignatureKind, str] = {
    "wet_ink": "skriven med penna",
    "pades_valid": "giltig elektronisk underskrift",
    "pades_untrusted": "elektronisk underskrift som inte är betrodd",
    "pades_broken": "elektronisk underskrift som inte stämmer",
    "provider_seal": "tjänstens stämpel",
    "pasted_image": "inklistrad bild",
    "typed_name": "maskinskrivet namn",
    "stamp_only": "bara stämpel",
    "none": "saknas",
    "cannot_tell": "går inte att avgöra",
}
EVENTS = {
    "received": "togs in",
    "duplicate_received": "togs in; samma filer har kommit förut",
    "same_again": "samma filer kom igen",
    "unread": "kunde inte läsas: läsprogrammet kunde inte användas",
    "in_review": "väntar på en person",
    "registered": "registrerades",
    "imported": "infördes från en fil",
    "mandate_imported": "beslut om uppdrag infördes från en fil",
    "sampled": "togs ut till stickprov",
    "sample_first": "de första svaren vid blindkontroll lämnades",
    "sample_agreed": "stämde vid blindkontroll",
    "sample_differed": "stämde inte vid blindkontroll",
    "answered": "ett svar kom in",
    "accept": "inget stoppar det längre",
    "correct": "rättades",
    "approved_by_one": "godkändes av en person, en andra behövs",
    "confirm": "en anmärkning bekräftades",
    "say_signature": "underskriften avgjordes",
    "identify_pages": "en sida bestämdes",
    "move_pages": "sidor flyttades",
    "authorise": "behörigheten besvarades",
    "confirm_mandate": "uppdraget bekräftades",
    "undo": "togs tillbaka av den som sagt det",
    "request_supplement": "komplettering begärdes",
    "take_back": "togs tillbaka till granskning",
    "ready": "godkändes",
    "dismissed": "avvisades",
    "withdrawn": "återkallades",
    "reopen": "öppnades igen",
    "open_access": "åtkomsten öppnades",
    "concluded": "avtalet ingånget: åtkomsten var öppen",
    "amend": "registret rättades",
    "ended": "anslutningen avslutades",
    "told": "återkopplades",
    "claimed": "togs av en person",
    "claim_renewed": "behölls av samma person",
    "claim_released": "släpptes",
    "handed_over": "lämnades över",
    "letter_released": "brev släpptes",
    "letter_cancelled": "brev makulerades",
    "letter_edited": "brev ändrades",
    "letter_requeued": "brev ställdes i kö igen",
    "letter_sent": "brev skickades",
    "letter_delayed": "brev gick inte iväg, prövas igen",
    "letter_dead": "brev gavs upp",
    "escalated": "anmäldes till köns ansvariga",
    "disposed": "gallrades",
    "close_made": "nattens bokslut gjordes",
    "looked_at": "visades för en person",
    "user_added": "en användare lades till",
    "user_changed": "en användare ändrades",
    "client_added": "ett program lades till",
    "client_revoked": "ett programs nyckel drogs in",
    "webhook_added": "en webhook lades till",
    "webhook_closed": "en webhook stängdes",
    "webhook_requeued": "en webhooks uppgivna anrop sänds igen",
    "signed_in": "loggade in",
    "signed_out": "loggade ut",
    "subject_listed": "det som finns om en person togs fram",
}
REASONS: dict[VersionReason, str] = {
    "new": "nytt avtal",
    "replacement": "ersätter tidigare avtal",
    "contacts": "ändrade kontaktpersoner eller systemleverantör",
    "access": "åtkomsten öppnades",
    "correction": "rättelse",
    "import": "från ett tidigare register",
    "ended": "avslutad",
}
# An entry of the register as it is shown: its groups by the beginning of their fields' keys, what a
# contact's fields are called under the contact's own title, and what is kept beside the fields.
ENTRY_GROUPS = {
    "party": "Parten",
    "mandate": "Uppdraget till SKR",
    "agreement_contact": "Kontaktperson för avtalet",
    "technical_contact": "Kontaktperson för tekniska frågor",
    "supplier": "Leverantör",
    "certificate": "Certifikat",
    "signature": "Underskriften",
}
CONTACT_PARTS = {"name": "namn", "title": "titel", "phone": "telefon", "email": "e-postadress"}
BESIDE_FIELDS = {"form": "blankett", "concluded_at": "avtal ingånget"}
PAGE_ENDS: dict[EndKind, str] = {
    "agreement": "avtal",
    "attachment": "bilaga",
    "reminder": "påminnelse",
    "separator": "skiljeblad",
    "blank": "tom",
    "duplicate": "dubblett",
    "replaced": "ersatt",
    "waiting": "väntar på en person",
}
TICKS = {"yes": "ja", "no": "nej"}
ROLES: dict[Role, str] = {
    "agreement": "anslutningsavtal",
    "attachment": "bilaga",
    "case_officer_reminder": "påminnelse för handläggare",
    "cover_letter": "följebrev",
    "minutes_extract": "protokollsutdrag",
    "verification_page": "verifikat",
    "separator": "skiljeblad",
    "blank": "tom sida",
    "unknown": "okänd sida",
}
ALTERATIONS: dict[AlterationKind, str] = {
    "replaced": "ersatt",
    "struck_through": "överstruket",
    "covered": "övertäckt",
    "missing": "saknas",
    "unexplained_ink": "oförklarat",
}
INK: dict[InkKind, str] = {
    "stamp": "stämpel",
    "punch_hole": "hål",
    "staple": "häftklammer",
    "fold": "veck",
    "streak": "strimma",
    "fax_header": "faxhuvud",
    "edge": "kant",
    "overflow": "utanför rutan",
    "unexplained": "oförklarat",
}
SEVERITIES: dict[Severity, str] = {"note": "upplysning", "doubt": "tvekan", "fault": "brist"}
LETTERS: dict[NoticeKind, str] = {
    "acknowledgement": "kvittens",
    "supplement": "begäran om komplettering",
    "reminder_removed": "påminnelse borttagen",
    "feedback": "återkoppling",
    "change": "ändring i registret",
    "dismissal": "avvisning",
    "escalation": "eskalering",
    "night_report": "nattens rapport",
}
LETTER_STATES: dict[NoticeState, str] = {
    "held": "hålls",
    "waiting": "väntar",
    "sent": "skickat",
    "dead": "uppgivet",
    "cancelled": "makulerat",
}
USER_ROLES: dict[UserRole, str] = {
    "mailroom": "registratur",
    "reviewer": "granskare",
    "lead": "ansvarig",
    "auditor": "revisor",
    "admin": "administratör",
}
SCOPES: dict[Scope, str] = {
    "upload": "lämna in filer och se vad det blev av dem",
    "read": "läsa ärenden, registret, breven och siffrorna",
    "review": "göra det en granskare gör med ärenden",
    "register": "öppna åtkomst, rätta registret, släppa och makulera brev",
}
TOPICS: dict[Topic, str] = {
    "delivery.received": "en leverans togs in",
    "case.in_review": "ett ärende väntar på en person",
    "case.supplement_requested": "komplettering begärdes",
    "supplement.answered": "ett svar kom in",
    "case.registered": "ett ärende registrerades",
    "case.concluded": "avtalet är ingånget",
    "case.told": "kontaktpersonen har fått besked",
    "case.dismissed": "ett ärende avvisades",
    "case.withdrawn": "ett ärende återkallades",
    "register.changed": "registret rättades eller infördes, eller en anslutning avslutades",
    "letter.dead": "ett brev gavs upp",
}
CALLS: dict[CallState, str] = {"waiting": "väntar", "sent": "mottaget", "dead": "uppgivet"}
CHANNELS: dict[Channel, str] = {
    "scan": "skanning",
    "mail": "e-post",
    "upload": "uppladdning",
}


def counted(number: int, one: str, more: str) -> str:
    """The number with its noun.

    >>> counted(1, "post", "poster"), counted(0, "post", "poster")
    ('1 post', '0 poster')
    """
    return f"{number} {one if number == 1 else more}"


def decimal(number: float) -> str:
    """A number with two decimals and the comma that Swedes write.

    >>> decimal(0.987)
    '0,99'
    """
    return f"{number:.2f}".replace(".", ",")


def percent(share: float) -> str:
    """A share in per cent with as many figures as tell something.

    >>> percent(0.001), percent(0.00345), percent(0.25), percent(0.0)
    ('0,1 %', '0,345 %', '25 %', '0 %')
    """
    return f"{100 * share:.3g} %".replace(".", ",")
