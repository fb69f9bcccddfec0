"""Every finding there is: its code, how serious it is, and what it says.

A code never changes its meaning. The part before the dot is its group. In the messages {fields}
stands for the fields concerned (in Swedish by name, in English by key) and {0}, {1} for values. Of
[Sida/Sidorna] the first is said when {0} is one page and the second when it is several.
"""

import re
from typing import NamedTuple, cast

from domain.judgement import Finding, Group, Severity
from validators.field_names import FIELD_NAMES


class Kind(NamedTuple):
    """A kind of finding. `swedish` says to the municipality what to do, `english` to developers."""

    code: str
    severity: Severity
    swedish: str
    english: str

    @property
    def group(self) -> Group:
        return cast(Group, self.code.partition(".")[0])

    def finding(self, fields: tuple[str, ...] = (), *values: str) -> Finding:
        """A finding of this kind about `fields`; `values` fill {0}, {1} of the messages."""
        names = ", ".join(FIELD_NAMES[key] for key in fields)
        said, shown = _numbered(self.swedish, values)
        return Finding(
            code=self.code,
            group=self.group,
            severity=self.severity,
            fields=fields,
            message=said.format(*shown, fields=names),
            message_en=self.english.format(*values, fields=", ".join(fields)),
        )


_ONE_OR_SEVERAL = re.compile(r"\[([^/\]]*)/([^\]]*)\]")


def _numbered(swedish: str, values: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A message's text in the singular or the plural, and its values: where it knows both, {0} is
    a list of pages, and the last of several is joined by "och"."""
    if not _ONE_OR_SEVERAL.search(swedish):
        return swedish, values
    but_last, several, last = values[0].rpartition(", ")
    pages = f"{but_last} och {last}" if several else last
    return _ONE_OR_SEVERAL.sub(r"\2" if several else r"\1", swedish), (pages, *values[1:])


# fmt: off
_KINDS = (
    # material: the files and the pages
    Kind("material.empty_file", "fault",
         "Filen är tom. Skicka avtalet på nytt.",
         "The file holds no bytes."),
    Kind("material.not_pdf", "fault",
         "Filen är av ett slag som vi inte kan läsa. Skicka avtalet som PDF, eller som bild i "
         "JPEG, PNG, TIFF eller HEIC.",
         "The file is neither a PDF nor a picture of a kind that is taken."),
    Kind("material.damaged", "fault",
         "Filen är skadad och kan inte öppnas. Skanna avtalet och skicka det på nytt.",
         "The PDF is damaged and cannot be opened."),
    Kind("material.encrypted", "fault",
         "Filen är låst med lösenord. Skicka den utan lösenord.",
         "The PDF needs a password."),
    Kind("material.dynamic_xfa", "fault",
         "Filen är ett formulär som bara visas i Adobe Reader. Öppna den där, skriv ut den eller "
         "spara den som PDF med Skriv ut, och skicka den.",
         "A dynamic XFA form: its pages are a placeholder."),
    Kind("material.archive", "fault",
         "Filen är ett arkiv (zip). Packa upp det och skicka avtalet som PDF.",
         "An archive of files that could not be opened."),
    Kind("material.no_pages", "fault",
         "Filen har inga sidor. Skicka avtalet på nytt.",
         "The PDF has no pages."),
    Kind("material.too_many_pages", "fault",
         "Filen har för många sidor. Skicka bara avtalets sidor, en fil för varje avtal.",
         "The PDF has more pages than the limit."),
    Kind("material.too_large", "fault",
         "Filen är för stor. Skanna i gråskala med 200 eller 300 dpi och skicka den på nytt.",
         "The file is larger than the limit."),
    Kind("material.page_size", "fault",
         "En sida i filen har ett mått som inget papper har. Filen kan vara skadad. Skanna avtalet "
         "i A4 och skicka det på nytt.",
         "A page is too narrow for any form: a thread or a dot."),
    Kind("material.too_slow", "fault",
         "Filen gick inte att läsa inom den tid som är satt. En handläggare läser den.",
         "Reading took longer than the limit; the process was ended."),
    Kind("material.engine_failed", "fault",
         "Läsningen av filen avbröts av ett fel hos oss. En handläggare läser den.",
         "The process that read the file died."),
    Kind("material.reader_unusable", "fault",
         "Filen är inte läst än, för läsprogrammet hos oss kan inte användas. Den läses av sig "
         "själv när felet är avhjälpt. Brådskar det läser en handläggare den.",
         "The reading engine cannot be used; the file is read again by the next run."),
    Kind("material.not_an_agreement", "fault",
         "Inget anslutningsavtal hittades. Skicka in blanketten Anslutningsavtal till SSBTEK.",
         "No page of a known form was found."),
    Kind("material.page_unknown", "doubt",
         "[Sida/Sidorna] {0} är [ingen sida/inga sidor] i anslutningsavtalet. En handläggare "
         "läser [den/dem].",
         "Page(s) {0}: no page of a known form."),
    Kind("material.page_unread", "doubt",
         "[Sida/Sidorna] {0} är [ingen sida/inga sidor] i anslutningsavtalet och har inte lästs. "
         "En handläggare läser [den/dem].",
         "Page(s) {0}: lie on no blank, and were not read whole."),
    Kind("material.page_not_laid", "doubt",
         "[Sida/Sidorna] {0} gick inte att läsa säkert. Skanna [sidan rakt och hel/sidorna raka "
         "och hela] om du skickar [den/dem] igen.",
         "Page(s) {0}: recognised, but could not be laid on the blank."),
    Kind("material.answer_differs", "doubt",
         "Svaret säger något annat än det som en handläggare har skrivit in: {fields}. En "
         "handläggare avgör vad som gäller.",
         "A page of the answer says something else than what a person had entered: {fields}."),
    Kind("material.answer_nothing_new", "doubt",
         "Svaret på vår begäran innehåller inget nytt: filerna har kommit förut, eller också finns "
         "det ingen sida ur avtalet i dem. En handläggare avgör vad som ska göras.",
         "The answer holds nothing that the case does not have."),
    Kind("material.typed_elsewhere", "doubt",
         "En handläggare har skrivit in {fields} från en sida som inte längre gäller. En "
         "handläggare läser den sida som ligger i ärendet nu och skriver in det igen.",
         "A person typed {fields} of a page that is in the case no more; not applied."),
    Kind("material.page_twice", "doubt",
         "[Sida/Sidorna] {0} i blanketten finns mer än en gång. En handläggare avgör "
         "[vilken/vilka] som gäller.",
         "Page(s) {0} of the form occur more than once."),
    Kind("material.mixed_versions", "doubt",
         "Sidorna hör till olika versioner av blanketten. Skicka alla sidor ur samma version.",
         "The pages belong to different form versions."),
    Kind("material.several_agreements", "doubt",
         "Filerna innehåller mer än ett avtal. En handläggare delar upp dem.",
         "More than one agreement, and where one ends and the next begins is not certain."),
    Kind("material.delivery_split", "note",
         "Det kom flera avtal tillsammans. De har delats upp, och detta avtal är [sida/sidorna] "
         "{0}. Du behöver inte göra något.",
         "Several agreements came together and were parted; this one is page(s) {0}."),
    Kind("material.party_twice", "doubt",
         "{0}, {1}, har mer än ett avtal i samma leverans. En handläggare avgör vilket som gäller.",
         "{fields}: {0}, {1} has more than one agreement in the delivery."),
    Kind("material.pages_reordered", "note",
         "Sidorna kom i ordningen {0} och har lagts i rätt ordning. Du behöver inte göra något.",
         "The pages of the form came in the order {0}."),
    Kind("material.several_files", "doubt",
         "Leveransen består av flera filer. En handläggare avgör vad som hör ihop.",
         "The delivery consists of several files."),
    Kind("material.sent_before", "doubt",
         "Samma filer har kommit förut, i ärende {0}. En handläggare avgör om de ska prövas igen.",
         "The very same files came before, in case(s) {0}."),
    Kind("material.files_within", "doubt",
         "I filen ligger andra filer: {0}. En handläggare läser dem.",
         "The file holds other files: {0}."),
    Kind("material.attachment", "doubt",
         "[Sida {0} är en bilaga/Sidorna {0} är bilagor]. En handläggare läser [den/dem].",
         "Page(s) {0}: an attachment that a person reads."),
    Kind("material.personal_data", "doubt",
         "[Sida/Sidorna] {0} innehåller personuppgifter som inte hör till avtalet. Vi läser inte "
         "mer av [sidan/sidorna]. En handläggare tar hand om [den/dem]. Skicka inte in "
         "personnummer eller uppgifter om enskilda.",
         "Page(s) {0}: personal identity numbers or data about a client; nothing else was kept."),
    Kind("material.reminder_included", "note",
         "[Sida/Sidorna] {0} är mallen Påminnelse för handläggare. Den ska inte skickas in och "
         "har tagits bort ur ärendet. Du behöver inte göra något.",
         "Page(s) {0}: the case officers' reminder, taken out of the case."),
    Kind("material.field_unclear", "doubt",
         "Följande gick inte att läsa säkert: {fields}. En handläggare läser det på originalet.",
         "Ink that was not read, or not read surely: {fields}."),
    Kind("material.handwritten", "doubt",
         "Följande är skrivet för hand: {fields}. En handläggare läser det på originalet.",
         "Handwritten: {fields}."),
    Kind("material.crossed_out", "doubt",
         "Följande är överstruket: {fields}. En handläggare läser vad som gäller.",
         "A line goes through what is written: {fields}."),
    Kind("material.personal_number", "doubt",
         "Följande innehåller ett personnummer: {fields}. Vi behöver inget personnummer. Fyll i "
         "uppgiften utan det.",
         "A personal identity number, masked: {fields}."),
    Kind("material.read_by_labels", "doubt",
         "[Sida/Sidorna] {0} ligger inte på någon känd blankett. Uppgifterna har lästs efter "
         "sina rubriker, och en handläggare bekräftar dem på originalet.",
         "Page(s) {0} lie on no blank; read by their labels: {fields}."),
    # complete
    Kind("complete.page_missing", "fault",
         "[Sida/Sidorna] {0} i avtalet saknas. Skicka in alla sidor.",
         "Page(s) {0} of the form were not received."),
    Kind("complete.field_missing", "fault",
         "Uppgift saknas: {fields}. Fyll i den.",
         "Required and empty: {fields}."),
    Kind("complete.mandate_missing", "fault",
         "Vi hittar inget beslut om att ge SKR i uppdrag att förvalta tjänsten. Ange beslutets "
         "datum och diarienummer.",
         "No mandate: not in the list, and not given on the form."),
    Kind("complete.technical_contact_incomplete", "fault",
         "Kontaktpersonen för tekniska frågor är bara delvis ifylld. Fyll i {fields}, eller lämna "
         "hela rutan tom.",
         "The technical contact is begun but lacks {fields}."),
    Kind("complete.terms_not_accepted", "fault",
         "Rutan om att Part har tagit del av de allmänna villkoren är inte kryssad. Läs villkoren "
         "och kryssa i rutan.",
         "The box for the general terms is not ticked."),
    Kind("complete.signature_missing", "fault",
         "Avtalet är inte underskrivet. Det ska skrivas under av en behörig företrädare.",
         "No ink in the signature box."),
    # authentic
    Kind("authentic.signature_typed", "fault",
         "Namnet är maskinskrivet i rutan för underskrift. Avtalet ska skrivas under för hand av "
         "en behörig företrädare.",
         "The signature box holds a typed name."),
    Kind("authentic.signature_stamp", "fault",
         "I rutan för underskrift finns bara en stämpel. Avtalet ska skrivas under för hand av en "
         "behörig företrädare.",
         "The signature box holds a stamp only."),
    Kind("authentic.signature_unclear", "doubt",
         "Underskriften behöver granskas av en handläggare.",
         "The signature is of a kind that a person judges: {0}."),
    Kind("authentic.esign_valid", "note",
         "Avtalet är elektroniskt underskrivet av {0} den {1}. Du behöver inte göra något.",
         "A valid electronic signature by {0} at {1}."),
    Kind("authentic.esign_untrusted", "doubt",
         "Avtalet har en elektronisk underskrift ({0}) från en utfärdare som vi inte har "
         "bekräftat. En handläggare kontrollerar den.",
         "An electronic signature by {0} that no trusted issuer vouches for: {1}."),
    Kind("authentic.esign_broken", "fault",
         "Filens elektroniska underskrift gäller inte: filen har ändrats efter att den skrevs "
         "under, eller så är underskriften skadad. Skriv under på nytt och skicka filen precis som "
         "den blev.",
         "An electronic signature that does not hold: {0}."),
    Kind("authentic.esign_provider", "doubt",
         "Filen har en elektronisk stämpel ({0}). Den visar vilken tjänst som användes men inte "
         "vem som skrev under. En handläggare läser vem det var.",
         "An electronic seal by {0}: {1}."),
    Kind("authentic.esign_signer", "doubt",
         "Avtalet är elektroniskt underskrivet av {0}, men namnförtydligandet är {1}. En "
         "handläggare kontrollerar vem som har skrivit under.",
         "{fields}: signed electronically by {0}, the form says {1}"),
    Kind("authentic.esign_time", "doubt",
         "Den elektroniska underskriftens tid ({0}) stämmer inte med dagen då avtalet kom in, "
         "eller så hade certifikatet gått ut då. En handläggare kontrollerar underskriften.",
         "Signed electronically at {0}, or with a certificate valid until {1}: not at receipt."),
    Kind("authentic.value_hidden", "doubt",
         "Filen innehåller andra uppgifter än de som syns på sidan: {fields}. En handläggare avgör "
         "vad som gäller.",
         "The file's form fields or text differ from what is drawn: {fields}."),
    Kind("authentic.text_altered", "fault",
         "Texten i blanketten är ändrad: {0}. Skicka in avtalet på en oförändrad blankett.",
         "Printed words are not as the blank prints them: {0}"),
    Kind("authentic.ink_unexplained", "doubt",
         "På [sida/sidorna] {0} finns något utanför rutorna som inte hör till blanketten. En "
         "handläggare läser det.",
         "Page(s) {0}: ink outside the boxes that nothing explains."),
    Kind("authentic.reservation_in_field", "doubt",
         "Texten {0} kan vara ett förbehåll ({fields}). Skriv bara själva uppgiften i rutan. En "
         "handläggare läser vad som menas.",
         "{fields}: holds a word of reservation: {0}"),
    # correct
    Kind("correct.org_no_format", "fault",
         "Organisationsnumret {0} har fel form. Skriv tio siffror, till exempel 212000-0000.",
         "{fields}: not ten digits with the third at least 2: {0}"),
    Kind("correct.org_no_checksum", "fault",
         "Organisationsnumret {0} kan inte stämma, kontrollsiffran är fel. Kontrollera numret.",
         "{fields}: wrong checksum: {0}"),
    Kind("correct.org_no_corrected", "note",
         "Organisationsnumret lästes som {0} och har rättats till {1}, som är kommunens nummer.",
         "{fields}: letters read as digits: {0} is {1}"),
    Kind("correct.email_format", "fault",
         "E-postadressen {0} har fel form ({fields}). Kontrollera adressen.",
         "{fields}: not an e-mail address: {0}"),
    Kind("correct.phone_format", "doubt",
         "Telefonnumret {0} är inget giltigt nummer ({fields}). Skriv det med riktnummer.",
         "{fields}: not a valid telephone number: {0}"),
    Kind("correct.postal_code_format", "fault",
         "Postnumret {0} har fel form. Skriv fem siffror.",
         "{fields}: not a postal code: {0}"),
    Kind("correct.postal_address_format", "doubt",
         "Postadressen {0} verkar inte vara hel. Skriv gata och nummer, eller box och nummer.",
         "{fields}: without letters, or with neither a number nor a box: {0}"),
    Kind("correct.date_format", "doubt",
         "Datumet {0} kan inte tolkas säkert ({fields}). Skriv år, månad och dag: ÅÅÅÅ-MM-DD.",
         "{fields}: not a date, or one that could be read in two ways: {0}"),
    Kind("correct.date_in_future", "fault",
         "Datumet {0} ligger efter dagen då avtalet kom in ({fields}). Kontrollera datumet.",
         "{fields}: after the day of receipt: {0}"),
    Kind("correct.date_too_old", "doubt",
         "Avtalet undertecknades {0}, mer än {1} dagar innan det kom in. En handläggare "
         "kontrollerar att uppgifterna fortfarande gäller.",
         "{fields}: {0} is more than {1} days before receipt"),
    Kind("correct.mandate_too_old", "doubt",
         "Beslutet om uppdrag till SKR har datumet {0}, och då fanns inte tjänsten. Kontrollera "
         "datumet.",
         "{fields}: {0} is before the service can have been decided on, {1}"),
    # verified
    Kind("verified.municipality_unknown", "fault",
         "Vi känner inte igen kommunen {0}. Kontrollera namnet.{1}",
         "{fields}: no municipality of this name: {0}.{1}"),
    Kind("verified.org_no_mismatch", "fault",
         "Organisationsnumret {0} hör till {1}, men avtalet nämner {2}. Kontrollera numret.",
         "{fields}: {0} belongs to {1}, the form says {2}"),
    Kind("verified.org_no_unknown", "doubt",
         "Organisationsnumret {0} är inte någon kommuns. En handläggare kontrollerar numret.",
         "{fields}: no municipality has the number {0}"),
    Kind("verified.board_unlikely", "doubt",
         "{0} brukar inte ansvara för ekonomiskt bistånd. Ange den nämnd som utreder och beslutar "
         "i sådana ärenden.",
         "{fields}: not a board that usually decides on financial assistance: {0}"),
    Kind("verified.board_unknown", "doubt",
         "Vi känner inte igen nämnden {0}. En handläggare kontrollerar namnet.",
         "{fields}: not the name of a board that we know: {0}"),
    Kind("verified.board_elsewhere", "doubt",
         "{0} nämner {1}, men Part är {2}. Ange den egna kommunens nämnd.",
         "{fields}: {0} names {1}, the Party is {2}"),
    Kind("verified.misspelt", "doubt",
         "{0} ser inte ut att vara rätt stavat eller rätt läst ({fields}). En handläggare "
         "kontrollerar prickar, ringar och siffror.",
         "{fields}: spelt or read with other marks than the word has: {0}"),
    Kind("verified.email_domain_other", "doubt",
         "E-postadressen {0} hör inte till kommunen ({fields}). Ange en adress hos kommunen, eller "
         "bekräfta att den är rätt.",
         "{fields}: {0} is not of the municipality's domain"),
    Kind("verified.email_domain_uncertain", "note",
         "E-postadressen {0} har en domän som vi inte har bekräftat för kommunen. Du behöver inte "
         "göra något.",
         "{fields}: {0}; the list is not sure of the municipality's domain"),
    Kind("verified.email_domain_supplier", "note",
         "E-postadressen {0} hör till systemleverantören. Du behöver inte göra något.",
         "{fields}: {0} is of the domain of the supplier named"),
    Kind("verified.email_free", "doubt",
         "E-postadressen {0} är privat ({fields}). Ange en adress hos kommunen.",
         "{fields}: {0} is of a free-mail provider"),
    Kind("verified.email_near_name", "doubt",
         "E-postadressen {0} stämmer inte helt med namnet {1}. Kontrollera stavningen.",
         "{fields}: {0} is nearly, but not quite, made of the name {1}"),
    Kind("verified.contacts_mixed_up", "doubt",
         "Kontaktpersonernas e-postadresser verkar ha bytt plats. Kontrollera namn och adresser.",
         "{fields}: an address fits the other contact's name and not its own"),
    Kind("verified.name_unlikely", "doubt",
         "Namnet {0} finns inte i listorna över vanliga namn ({fields}). Kontrollera stavningen.",
         "{fields}: holds a word that is no name we know: {0}"),
    Kind("verified.city_mismatch", "doubt",
         "Postnumret {0} hör till {1}, men orten är angiven som {2}. Kontrollera adressen.",
         "{fields}: {0} is {1}, the form says {2}"),
    Kind("verified.postal_code_elsewhere", "note",
         "Postnumret {0} ligger i en annan kommun, {1}. Du behöver inte göra något.",
         "{fields}: {0} lies in {1}"),
    Kind("verified.place_other", "doubt",
         "Avtalet är undertecknat i {0}, men Part är {1}. Kontrollera att alla sidor hör till "
         "samma avtal.",
         "{fields}: {0} is of another municipality, the Party is {1}"),
    Kind("verified.mandate_not_listed", "note",
         "Kommunens beslut om uppdrag till SKR finns inte i vår lista. Uppgifterna i avtalet "
         "används.",
         "The mandate is given on the form and not in the list."),
    Kind("verified.mandate_differs", "doubt",
         "Beslutet om uppdrag till SKR är enligt vår lista {0}, men avtalet har andra uppgifter. "
         "Kontrollera datum och diarienummer.",
         "{fields}: the list says {0}"),
    Kind("verified.mandate_from_minutes", "doubt",
         "Protokollsutdraget på sida {0} ser ut att ge SKR i uppdrag att förvalta tjänsten ({1}). "
         "En handläggare kontrollerar beslutet innan det räknas.",
         "Page {0}: minutes that seem to give the mandate ({1}), which the list does not have."),
    Kind("verified.minutes_differ", "doubt",
         "Protokollsutdraget på sida {0} har {1}, men avtalet har {2} ({fields}). Kontrollera vad "
         "som är rätt.",
         "{fields}: the minutes on page {0} say {1}, the form says {2}"),
    Kind("verified.minutes_without_mandate", "doubt",
         "I protokollsutdraget på sida {0} hittar vi inget beslut om att ge SKR i uppdrag att "
         "förvalta tjänsten. En handläggare läser det.",
         "Page {0}: minutes in which no decision on the mandate was found, or a refusal."),
    Kind("verified.contact_in_letter", "note",
         "Brevet på sida {0} nämner {1}. Uppgiften används inte om inte en handläggare bekräftar "
         "den.",
         "Page {0}: a letter names {1}: a suggestion, not a value."),
    Kind("verified.answer_from_other", "doubt",
         "Ett svar på vår begäran kom från en annan adress än den som vi frågade, och säger något "
         "nytt om {fields}. En handläggare kontrollerar med kommunen att det är riktigt.",
         "An answer came from an address that was not asked, and changes {fields}."),
    Kind("verified.form_superseded", "doubt",
         "Avtalet är skrivet på en blankett som gällde till och med {0}. Använd den nya "
         "blanketten.",
         "The form version was accepted until {0}."),
    Kind("verified.form_too_early", "doubt",
         "Avtalet är skrivet på en blankett som gäller först från {0}. En handläggare kontrollerar "
         "dagen då avtalet kom in.",
         "The form version is valid from {0}, after the day of receipt."),
    Kind("verified.party_known", "doubt",
         "{0}, {1}, är redan ansluten. En handläggare avgör om det nya avtalet ska ersätta det "
         "tidigare.",
         "{fields}: {0}, {1} is in the register."),
    Kind("verified.party_replaced", "doubt",
         "{0}, {1}, är redan ansluten, och det nya avtalet skiljer sig från registret: {fields}. "
         "En handläggare avgör om det ska ersätta det tidigare.",
         "{0}, {1} is in the register; another agreement: {fields} differ."),
    Kind("verified.party_contacts", "doubt",
         "{0}, {1}, är redan ansluten. Det nya avtalet ändrar kontaktpersoner eller "
         "systemleverantör: {fields}. En handläggare godkänner ändringen.",
         "{0}, {1} is in the register; a change of contacts or supplier: {fields} differ."),
    Kind("verified.party_duplicate", "doubt",
         "{0}, {1}, är redan ansluten genom ett avtal med samma innehåll. Det har troligen "
         "skickats två gånger. En handläggare bekräftar det.",
         "{fields}: {0}, {1} is in the register; an agreement that says all the same."),
    Kind("verified.case_open", "doubt",
         "{0}, {1}, har redan ett ärende som inte är klart ({2}). En handläggare avgör vilket "
         "avtal som gäller.",
         "{fields}: {0}, {1} has another open case: {2}"),
    Kind("verified.signatory_refused", "doubt",
         "Enligt en tidigare bedömning får {0} inte skriva under för kommunen ({1}). En behörig "
         "företrädare ska skriva under.",
         "{fields}: by an earlier answer {0} may not sign for the municipality: {1}"),
    Kind("verified.signatory_unknown", "note",
         "Vi har inte tidigare bedömt om {0} får skriva under för kommunen. Du behöver inte göra "
         "något.",
         "{fields}: no answer is known of whether {0} may sign."),
    Kind("verified.signatory_ask", "doubt",
         "Vi har inte tidigare bedömt om {0} får skriva under för kommunen. En handläggare "
         "kontrollerar det.",
         "{fields}: no answer is known of whether {0} may sign, and the settings ask for one."),
    Kind("verified.sample_differs", "fault",
         "När vi kontrollerade registret mot avtalet stämde inte följande: {fields}. En "
         "handläggare rättar registret. Du behöver inte göra något.",
         "{fields}: a blind check of the registered case read the paper otherwise."),
)
# fmt: on

CATALOGUE: dict[str, Kind] = {kind.code: kind for kind in _KINDS}
