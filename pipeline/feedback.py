"""The letter that tells the Party's contact person that the connection is done."""

from domain.notice import Notice
from domain.register import Connection

_SUBJECT = "Anslutningen till SSBTEK är klar: {board}, {municipality}"
_BODY = """\
Hej {name}!

{board}, {municipality} ({org_no}), är nu ansluten till Sammansatt bastjänst ekonomiskt bistånd \
(SSBTEK). Ni kan börja använda tjänsten, och avtalet om anslutning är därmed ingånget.

Tjänsten får bara användas vid handläggning av ärenden om ekonomiskt bistånd, av den verksamhet \
inom nämnden som utreder och beslutar i sådana ärenden.

Byter ni kontaktperson eller systemleverantör? Meddela oss, så att uppgifterna i registret stämmer.

Ärende: {case}

Med vänlig hälsning
Försäkringskassan
"""


def feedback(connection: Connection) -> Notice:
    """Feedback to the technical contact or, when none was given, to the agreement contact.

    To be held until access has been opened: only then is the agreement concluded.
    """
    contact = connection.technical_contact or connection.agreement_contact
    words = {
        "name": contact.name,
        "board": connection.board,
        "municipality": connection.municipality,
        "org_no": connection.org_no,
        "case": connection.case,
    }
    return Notice(
        kind="feedback",
        to=contact.email,
        subject=_SUBJECT.format_map(words),
        body=_BODY.format_map(words),
        case=connection.case,
    )
