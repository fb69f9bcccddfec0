"""Pages that are no form: a letter, an extract from minutes. People and numbers are made up."""

LETTER = """\
Exempelby kommun
Socialförvaltningen
Storgatan 1

                                                                        Försäkringskassan
                                                                        Box 00000
                                                                        000 00 Exempelstad



Fråga om anslutning till SSBTEK

Hej!

Vi på socialförvaltningen funderar på att ansluta oss till tjänsten SSBTEK och
undrar hur vi ska gå till väga. Vi har hittat informationen på webbplatsen men är
osäkra på vilken blankett som vi ska använda.

Vi undrar också om nämnden måste fatta ett eget beslut, eller om det räcker att
kommunstyrelsen har gett SKR i uppdrag att förvalta tjänsten. Beslutet togs i våras,
men protokollet är ännu inte justerat.

När vi har fått svar skickar vi in avtalet. Ni når oss enklast på telefon
08-465 004 17, helst på förmiddagen.

Ha en bra dag!



Med vänlig hälsning


Karin Lindqvist
Administratör
"""

MINUTES = """\
PROTOKOLLSUTDRAG

Kommunstyrelsen                                       Sammanträdesdatum 19 maj


§ 84    Uppdrag att förvalta tjänsten SSBTEK

Beslut

Kommunstyrelsen beslutar att ge Sveriges Kommuner och Regioner (SKR) i uppdrag
att förvalta tjänsten SSBTEK för kommunens räkning.

Kommunstyrelsen ger socialnämnden i uppdrag att ansluta sig till tjänsten.

Ärendet

SSBTEK är en tjänst som samlar uppgifter från flera myndigheter och
arbetslöshetskassor till den som handlägger ekonomiskt bistånd. Socialnämnden
föreslår att kommunen ansluter sig, eftersom det ger kortare handläggningstider
och säkrare underlag. Kostnaden ryms inom nämndens budget.

Beslutet skickas till

Socialnämnden
Sveriges Kommuner och Regioner



Utdraget bestyrks
"""

VERIFICATION = """\
Verifikat


Dokumentet har undertecknats elektroniskt.

Dokument                 Anslutningsavtal SSBTEK.pdf
Antal sidor              3
Transaktionsnummer       4f1c-88a2-0d37

Undertecknat av

Åsa Sjöberg              Elektronisk underskrift med BankID
                         2026-11-02 14:22:08 (CET)
                         IP-adress 192.0.2.17

Detta verifikat har utfärdats av tjänsten Exempelsignering. Uppgifterna om
undertecknarna och händelserna finns i den bifogade händelseloggen.
"""
