"""The command line. Each command's module is loaded when it runs: `anslut --help` is quick."""

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal

import typer

from adapters.collector import collect_seldom
from cli.case_commands import case_app
from cli.exits import Exit, exit_code
from cli.swedish import Command, error_in_swedish
from cli.swedish import group as _group
from domain.errors import AnslutError

EPILOG = (
    "Slutkoder: 0 allt väl, 1 något väntar på en person (check, sample check), har felaktigt "
    "godkänts (evaluate), skiljer sig (replay), gavs upp (letters send, webhooks send), är brutet "
    "(chain), har avvikelser (close) eller stämmer inte (ledger, run), 2 fel i kommandot, eller "
    "något som inte går att göra nu (inget ändrades), 3 en fil kunde inte tas in, läsas eller "
    "skrivas, 4 verktyg eller inställning saknas, 5 databasen, Prefect eller e-postservern kan "
    "inte användas, 6 fel i programmet, 130 avbrutet med Ctrl-C. "
    "Inställningarna står i docs/settings.md."
)

# The same as in domain.user, domain.delivery and cli.words, which load slowly (a test compares).
Channel = Literal["scan", "mail", "upload"]
UserRole = Literal["mailroom", "reviewer", "lead", "auditor", "admin"]
QUEUE = (
    "Bara denna kö: misslyckad läsning, personuppgifter, svårläst, underskrift, ändrad text, "
    "ofullständig, felaktig, overifierad, finns redan eller stickprov."
)


def path_argument(text: str) -> Path:
    """A path as written. An empty one (an unset variable in a script) would be this very folder."""
    if not text:
        raise typer.BadParameter("sökvägen är tom.")
    return Path(text)


app = _group(
    "anslut",
    "Från inskannat anslutningsavtal till registerpost, eller till en person som granskar.",
    EPILOG,
)
register_app = _group("register", "Registret över användare.")
queue_app = _group("queue", "Ärenden som väntar på en person.")
forms_app = _group("forms", "Blankettversionerna.")
sample_app = _group("sample", "Blindkontroll: registrerade ärenden som slumpen har dragit.")
users_app = _group("users", "Webbtillämpningens användare.")
clients_app = _group("clients", "Program som använder API:et.")
webhooks_app = _group("webhooks", "Webhookar: program som får veta när något har hänt.")
documents_app = _group("documents", "Dokument som systemet har gjort, som nattens bokslut.")
mandates_app = _group("mandates", "Kommunernas beslut om uppdrag till SKR.")
signatories_app = _group("signatories", "Svar på vem som får skriva under för en kommun.")
letters_app = _group("letters", "Breven: vad som hålls, väntar, har skickats eller gavs upp.")
for group in (
    register_app,
    queue_app,
    case_app,
    forms_app,
    sample_app,
    mandates_app,
    signatories_app,
    letters_app,
    documents_app,
    users_app,
    clients_app,
    webhooks_app,
):
    app.add_typer(group)

ReceivedAt = Annotated[
    str | None,
    typer.Option(
        help="När materialet kom in, ISO-format i svensk tid (2026-11-16T09:30).",
        metavar="TID",
    ),
]
By = Annotated[
    str | None,
    typer.Option(help="Vem som gör det; annars ANSLUT_USER.", metavar="NAMN"),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Visa vad som skulle ändras, och ändra inget.")
]
SkipBad = Annotated[
    bool, typer.Option("--skip-bad", help="Inför de rader som går, även om andra är felaktiga.")
]
Search = Annotated[
    str | None, typer.Argument(help="Bara rader som innehåller detta.", metavar="SÖK")
]


@app.command(cls=Command)
def demo() -> None:
    """Visa hela vägen: ta in exemplen, kör natten en gång, visa vad som hände."""
    from cli.demo import demo as run

    raise typer.Exit(run())


@app.command(cls=Command)
def web() -> None:
    """Starta webbtillämpningen: inlämning, granskning, register. Avsluta med Ctrl-C."""
    from cli.web import web as run

    raise typer.Exit(run())


@app.command(cls=Command)
def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Filer eller mappar.", metavar="SÖKVÄG", parser=path_argument),
    ],
    channel: Annotated[
        Channel, typer.Option(help="Hur materialet kom in.", metavar="scan|mail|upload")
    ] = "scan",
    received_at: ReceivedAt = None,
    sender: Annotated[
        str | None, typer.Option(help="Avsändarens e-postadress.", metavar="ADRESS")
    ] = None,
    subject: Annotated[
        str | None,
        typer.Option(
            help="Ärenderaden. Ett svar med ärendets id i sig hamnar i det ärendet.", metavar="TEXT"
        ),
    ] = None,
) -> None:
    """Ta in filer. Varje fil är en leverans; originalet sparas innan något annat görs.

    Ur mappar tas alla filer utom *.json, *.md och sådana vars namn börjar med en punkt. Utan
    --received-at räknas tiden då filen skrevs.
    """
    from cli.ingest import ingest as run

    raise typer.Exit(run(paths, (channel, received_at, sender, subject)))


@app.command(cls=Command)
def run() -> None:
    """Kör natten nu: allt som väntar läses, kontrolleras och registreras eller ställs i kö."""
    from cli.run import run as run_now

    raise typer.Exit(run_now())


@app.command(cls=Command)
def check(
    files: Annotated[
        list[Path], typer.Argument(help="PDF-filer.", metavar="FIL", parser=path_argument)
    ],
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", metavar="", help="Ett JSON-objekt per fil (docs/check.schema.json)."
        ),
    ] = False,
    received_at: ReceivedAt = None,
    pictures: Annotated[
        Path | None,
        typer.Option(
            "--pictures",
            help="Mapp för en bild per sida som visar vad som lästes.",
            metavar="MAPP",
            parser=path_argument,
        ),
    ] = None,
) -> None:
    """Läs och bedöm filer utan att spara något. Registret används inte.

    Utan --received-at bedöms filerna som om de kom in nu.
    """
    from cli.check import check as run

    raise typer.Exit(run(files, as_json, received_at, pictures))


@app.command(cls=Command)
def ledger(
    since: Annotated[
        str | None, typer.Option(help="Bara det som kom in från denna dag.", metavar="DAG")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="En rad för varje leverans.")] = False,
) -> None:
    """Sidboken: varje mottagen sida och var den tog vägen. Slutkod 1 om den inte stämmer."""
    from cli.ledger import ledger as run

    raise typer.Exit(run(since, every))


@app.command(cls=Command)
def chain(
    expected: Annotated[
        list[str] | None,
        typer.Option(
            "--expect",
            help="Nummer och kontrollvärde som har skrivits upp tidigare. Kan anges flera gånger.",
            metavar="NUMMER:VÄRDE",
        ),
    ] = None,
) -> None:
    """Kontrollera att inget som har hänt är ändrat eller borttaget. Slutkod 1 om något är det."""
    from cli.chain import chain as run

    raise typer.Exit(run(expected))


@app.command(cls=Command)
def escalate() -> None:
    """Skriv till köernas ansvariga om ärenden som närmar sig eller har passerat sista dagen."""
    from cli.escalate import escalate as run

    raise typer.Exit(run())


@app.command(cls=Command)
def close(
    day: Annotated[str | None, typer.Option(help="Dygnet; annars gårdagen.", metavar="DAG")] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Mapp att även skriva PDF, webbsida och data i.",
            metavar="MAPP",
            parser=path_argument,
        ),
    ] = None,
) -> None:
    """Gör nattens bokslut över ett dygn, att skriva under. Slutkod 1 om det har avvikelser."""
    from cli.close import close as run

    raise typer.Exit(run(day, folder))


@app.command(cls=Command)
def dispose(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", metavar="", help="Visa bara vad som skulle gallras.")
    ] = False,
    by: Annotated[str | None, typer.Option(help="Vem som gallrar.", metavar="NAMN")] = None,
) -> None:
    """Gallra personuppgifter i avslutade ärenden enligt reglerna i ANSLUT_DISPOSAL_RULES."""
    from cli.dispose import dispose as run

    raise typer.Exit(run(dry_run, by))


@app.command(cls=Command)
def subject(
    person: Annotated[
        str, typer.Argument(help="Hela namnet, eller en e-postadress.", metavar="PERSON")
    ],
    by: Annotated[str | None, typer.Option(help="Vem som tar fram det.", metavar="NAMN")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="En JSON-lista med texterna hela.")
    ] = False,
) -> None:
    """Visa allt som finns om en person. Att det togs fram skrivs upp, men inte om vem."""
    from cli.subject import subject as run

    raise typer.Exit(run(person, by, as_json))


@users_app.command("list", cls=Command)
def users_list() -> None:
    """Lista användarna med deras roller."""
    from cli.users import list_users

    raise typer.Exit(list_users())


@users_app.command("add", cls=Command)
def users_add(
    login: Annotated[str, typer.Argument(help="Inloggningsnamnet.", metavar="INLOGGNING")],
    name: Annotated[str, typer.Option(help="För- och efternamn, som i händelserna.")],
    role: Annotated[UserRole, typer.Option(help="mailroom, reviewer, lead, auditor eller admin.")],
    by: By = None,
) -> None:
    """Lägg till en användare. Lösenordet frågas efter, eller läses från standard in."""
    from cli.users import add

    raise typer.Exit(add(login, name, role, by))


@users_app.command("password", cls=Command)
def users_password(
    login: Annotated[str, typer.Argument(help="Inloggningsnamnet.", metavar="INLOGGNING")],
    by: By = None,
) -> None:
    """Byt lösenord åt en användare, som loggas ut överallt."""
    from cli.users import set_password

    raise typer.Exit(set_password(login, by))


@users_app.command("close", cls=Command)
def users_close(
    login: Annotated[str, typer.Argument(help="Inloggningsnamnet.", metavar="INLOGGNING")],
    by: By = None,
) -> None:
    """Stäng av en användare, som loggas ut överallt. Det den har gjort står kvar."""
    from cli.users import close

    raise typer.Exit(close(login, by))


@clients_app.command("list", cls=Command)
def clients_list() -> None:
    """Lista programmen med det de får göra."""
    from cli.clients import list_clients

    raise typer.Exit(list_clients())


@clients_app.command("add", cls=Command)
def clients_add(
    name: Annotated[str, typer.Argument(help="Programmets namn, som i händelserna.")],
    scope: Annotated[
        list[str],
        typer.Option(help="Vad det får göra: upload, read, review, register. Flera går."),
    ],
    by: By = None,
) -> None:
    """Lägg till ett program. Dess nyckel skrivs ut, bara nu."""
    from cli.clients import add

    raise typer.Exit(add(name, scope, by))


@clients_app.command("revoke", cls=Command)
def clients_revoke(
    name: Annotated[str, typer.Argument(help="Programmets namn.")], by: By = None
) -> None:
    """Dra in ett programs nyckel. Det den har gjort står kvar."""
    from cli.clients import revoke

    raise typer.Exit(revoke(name, by))


@webhooks_app.command("list", cls=Command)
def webhooks_list() -> None:
    """Lista webhookarna med hur deras anrop går."""
    from cli.webhooks import list_webhooks

    raise typer.Exit(list_webhooks())


@webhooks_app.command("send", cls=Command)
def webhooks_send() -> None:
    """Sänd det som ska sändas nu. Webbtillämpningen gör det själv så länge den är igång."""
    from cli.webhooks import send

    raise typer.Exit(send())


@documents_app.command("list", cls=Command)
def documents_list() -> None:
    """Lista dokument som systemet har gjort och sparat."""
    from cli.documents import list_all

    raise typer.Exit(list_all())


@documents_app.command("save", cls=Command)
def documents_save(
    document: Annotated[
        str,
        typer.Argument(
            help="Dokumentets namn, eller början av dess kontrollsumma.", metavar="DOKUMENT"
        ),
    ],
    target: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Fil att skriva; annars dokumentets namn.",
            metavar="FIL",
            parser=path_argument,
        ),
    ] = None,
) -> None:
    """Skriv ut ett sparat dokument som en fil, oförändrat."""
    from cli.documents import save

    raise typer.Exit(save(document, target))


@app.command(cls=Command)
def separators(
    count: Annotated[int, typer.Argument(help="Antal blad.", min=1, max=500, metavar="ANTAL")],
    target: Annotated[
        Path,
        typer.Option("--out", help="PDF-fil att skriva.", metavar="FIL", parser=path_argument),
    ] = Path("skiljeblad.pdf"),
) -> None:
    """Gör skiljeblad att lägga mellan avtal som skannas tillsammans."""
    from cli.separators import separators as run

    raise typer.Exit(run(count, target))


@register_app.command("list", cls=Command)
def register_list(
    search: Annotated[
        list[str] | None,
        typer.Argument(help="Ord eller siffror ur nummer, kommun och nämnd.", metavar="SÖK"),
    ] = None,
) -> None:
    """Lista registrets poster, den senaste versionen av varje; bara de som har alla orden i SÖK."""
    from cli.register import list_entries

    raise typer.Exit(list_entries(" ".join(search or ())))


@register_app.command("show", cls=Command)
def register_show(
    org_no: Annotated[str, typer.Argument(help="Organisationsnummer.", metavar="ORGNR")],
    board: Annotated[
        str | None, typer.Option(help="Nämnd, om flera är anslutna.", metavar="NÄMND")
    ] = None,
) -> None:
    """Visa en post med alla dess versioner."""
    from cli.register import show

    raise typer.Exit(show(org_no, board))


@register_app.command("export", cls=Command)
def register_export(
    form: Annotated[
        Literal["csv", "json", "xlsx"],
        typer.Option("--format", help="Filformat.", metavar="csv|json|xlsx"),
    ] = "csv",
    target: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Fil att skriva; annars skrivs det ut.",
            metavar="FIL",
            parser=path_argument,
        ),
    ] = None,
    mask: Annotated[
        Literal["contacts", "persons"] | None,
        typer.Option(
            help="Maska kontaktpersoner, eller även vem som skrev under.",
            metavar="contacts|persons",
        ),
    ] = None,
) -> None:
    """Exportera registret."""
    from cli.register import export_entries

    raise typer.Exit(export_entries(form, target, mask))


@register_app.command("end", cls=Command)
def register_end(  # noqa: PLR0913, PLR0917 - an option each
    org_no: Annotated[str, typer.Argument(help="Organisationsnummer.", metavar="ORGNR")],
    why: Annotated[str, typer.Option(help="Varför. Sparas i registret.", metavar="SKÄL")],
    board: Annotated[
        str | None, typer.Option(help="Nämnd, om flera är anslutna.", metavar="NÄMND")
    ] = None,
    case: Annotated[
        str | None, typer.Option(help="Ärendet som ledde till det.", metavar="ÄRENDE")
    ] = None,
    version: Annotated[
        int | None, typer.Option(help="Den version av posten som du såg.", metavar="TAL")
    ] = None,
    by: By = None,
) -> None:
    """Avsluta en anslutning: postens sista version. Den som fått besked om den får veta det."""
    from cli.register_end import end_entry

    raise typer.Exit(end_entry((org_no, board, version), by, why, case))


@register_app.command("import", cls=Command)
def register_import(
    file: Annotated[Path, typer.Argument(help="CSV-fil.", metavar="FIL.csv", parser=path_argument)],
    by: By = None,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
) -> None:
    """Inför poster från en CSV-fil, till exempel ett register som fördes tidigare.

    En felaktig rad stoppar hela filen om inte --skip-bad anges. Samma fil igen ändrar inget.
    """
    from cli.importing import import_register

    raise typer.Exit(import_register(file, by, dry_run, skip_bad))


@mandates_app.command("list", cls=Command)
def mandates_list(search: Search = None) -> None:
    """Lista kommunernas beslut om uppdrag till SKR: listans, införda och bekräftade."""
    from cli.remembered import list_mandates

    raise typer.Exit(list_mandates(search))


@mandates_app.command("import", cls=Command)
def mandates_import(
    file: Annotated[Path, typer.Argument(help="CSV-fil.", metavar="FIL.csv", parser=path_argument)],
    by: By = None,
    dry_run: DryRun = False,
    skip_bad: SkipBad = False,
) -> None:
    """Inför beslut om uppdrag till SKR från en CSV-fil. Beslut som redan finns lämnas som de är."""
    from cli.importing import import_mandates

    raise typer.Exit(import_mandates(file, by, dry_run, skip_bad))


@signatories_app.command("list", cls=Command)
def signatories_list(search: Search = None) -> None:
    """Lista svaren på vem som får skriva under för en kommun."""
    from cli.remembered import list_signatories

    raise typer.Exit(list_signatories(search))


@queue_app.command("list", cls=Command)
def queue_list(
    queue: Annotated[str | None, typer.Argument(help=QUEUE, metavar="KÖ")] = None,
    limit: Annotated[
        int, typer.Option(help="Så många ärenden visas; 50 om inget anges.", min=1, metavar="ANTAL")
    ] = 50,
    every: Annotated[bool, typer.Option("--all", metavar="", help="Visa alla.")] = False,
) -> None:
    """Lista ärenden som väntar på en person, det som ska vara klart först överst."""
    from cli.queue import list_items

    raise typer.Exit(list_items(queue, None if every else limit))


@queue_app.command("show", cls=Command)
def queue_show(
    case: Annotated[
        str, typer.Argument(help="Ärendets id, eller början av det.", metavar="ÄRENDE")
    ],
) -> None:
    """Visa ett ärende: vad som stoppade det, vad som lästes och vad som har hänt."""
    from cli.queue import show

    raise typer.Exit(show(case))


@sample_app.command("list", cls=Command)
def sample_list() -> None:
    """Lista ärenden som väntar på blindkontroll, det äldsta först."""
    from cli.sample import list_samples

    raise typer.Exit(list_samples())


@sample_app.command("check", cls=Command)
def sample_check(
    case: Annotated[
        str, typer.Argument(help="Ärendets id, eller början av det.", metavar="ÄRENDE")
    ],
    by: Annotated[str | None, typer.Option(help="Vem som kontrollerar.", metavar="NAMN")] = None,
    pictures: Annotated[
        Path | None,
        typer.Option(help="Mapp för en bild av varje ruta.", metavar="MAPP", parser=path_argument),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            help="JSON-fil med det som står i rutorna, i stället för att frågas.",
            metavar="FIL",
            parser=path_argument,
        ),
    ] = None,
    again: Annotated[
        Path | None,
        typer.Option(
            help="JSON-fil med det som skrevs en andra gång; används där det första skiljer sig.",
            metavar="FIL",
            parser=path_argument,
        ),
    ] = None,
) -> None:
    """Skriv det som står på papperet, utan att se vad som lästes. Slutkod 1 om något skiljer."""
    from cli.sample import check_sample

    raise typer.Exit(check_sample(case, by, pictures, (answers, again)))


LetterId = Annotated[str, typer.Argument(help="Brevets id, eller början av det.", metavar="BREV")]
Version = Annotated[
    int | None,
    typer.Option(help="Den version som du har läst; har brevet ändrats görs inget.", metavar="N"),
]


@letters_app.command("list", cls=Command)
def letters_list(
    state: Annotated[
        str | None,
        typer.Argument(
            help="Bara detta läge: hålls, väntar, skickat, uppgivet eller makulerat.",
            metavar="LÄGE",
        ),
    ] = None,
) -> None:
    """Lista breven, i den ordning som de skrevs."""
    from cli.letters import list_letters

    raise typer.Exit(list_letters(state))


@letters_app.command("show", cls=Command)
def letters_show(letter: LetterId) -> None:
    """Visa ett brev: läge, mottagare och text."""
    from cli.letters import show

    raise typer.Exit(show(letter))


@letters_app.command("release", cls=Command)
def letters_release(letter: LetterId, by: By = None, version: Version = None) -> None:
    """Släpp ett brev som hålls, så att det skickas."""
    from cli.letters import release

    raise typer.Exit(release(letter, by, version))


@letters_app.command("cancel", cls=Command)
def letters_cancel(
    letter: LetterId,
    why: Annotated[str | None, typer.Option(help="Varför.", metavar="SKÄL")] = None,
    by: By = None,
    version: Version = None,
) -> None:
    """Makulera ett brev som inte har skickats: det skickas aldrig."""
    from cli.letters import cancel

    raise typer.Exit(cancel(letter, by, version, why))


@letters_app.command("edit", cls=Command)
def letters_edit(  # noqa: PLR0913, PLR0917 - an option each
    letter: LetterId,
    subject: Annotated[str | None, typer.Option(help="Nytt ämne.", metavar="TEXT")] = None,
    body: Annotated[
        Path | None,
        typer.Option(help="Textfil med den nya texten.", metavar="FIL", parser=path_argument),
    ] = None,
    to: Annotated[str | None, typer.Option(help="Ny adress.", metavar="ADRESS")] = None,
    by: By = None,
    version: Version = None,
) -> None:
    """Ändra ett brev som hålls eller har getts upp. Det som maskinen skrev finns kvar bredvid."""
    from cli.letters import edit

    raise typer.Exit(edit(letter, by, version, (subject, body, to)))


@letters_app.command("requeue", cls=Command)
def letters_requeue(letter: LetterId, by: By = None, version: Version = None) -> None:
    """Pröva igen med ett brev som har getts upp."""
    from cli.letters import requeue

    raise typer.Exit(requeue(letter, by, version))


@letters_app.command("send", cls=Command)
def letters_send() -> None:
    """Skicka nu de brev som ska gå. Slutkod 1 om något brev gavs upp."""
    from cli.letters import send

    raise typer.Exit(send())


@app.command(cls=Command)
def bound(
    since: Annotated[
        str | None, typer.Option(help="Bara det som kom in från denna dag.", metavar="DAG")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="Ett JSON-objekt.")] = False,
) -> None:
    """Hur stor andel fel registret har som mest, enligt blindkontrollerna."""
    from cli.bound import bound as run

    raise typer.Exit(run(since, as_json))


@app.command(cls=Command)
def replay(
    since: Annotated[
        str | None, typer.Option(help="Bara det som kom in från denna dag.", metavar="DAG")
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", metavar="", help="Ett JSON-objekt per leverans som skiljer sig."),
    ] = False,
    values: Annotated[
        bool, typer.Option("--values", metavar="", help="Visa även vad fälten innehåller.")
    ] = False,
) -> None:
    """Läs och bedöm det lagrade på nytt och visa bara det som skiljer sig. Inget ändras.

    Slutkod 1 om något skiljer sig.
    """
    from cli.replay import replay as run

    raise typer.Exit(run(since, as_json, values))


@forms_app.command("list", cls=Command)
def forms_list() -> None:
    """Lista blankettversionerna."""
    from cli.forms import list_forms

    raise typer.Exit(list_forms())


@forms_app.command("draft", cls=Command)
def forms_draft(
    blank: Annotated[
        Path,
        typer.Argument(help="Den tomma blanketten.", metavar="BLANKETT.pdf", parser=path_argument),
    ],
    form_id: Annotated[
        str, typer.Option("--id", help="Versionens id, till exempel ssbtek-2026.", metavar="ID")
    ],
    folder: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Mapp att lägga den i; annars där blanketterna är.",
            metavar="MAPP",
            parser=path_argument,
        ),
    ] = None,
) -> None:
    """Gör ett utkast till en ny blankettversion: rutor, ledtexter och villkor.

    Utkastet används inte förrän en person har gått igenom det.
    """
    from cli.draft import make_draft

    raise typer.Exit(make_draft(blank, form_id, folder))


@forms_app.command("verify", cls=Command)
def forms_verify() -> None:
    """Kontrollera att varje blankett går att använda, och vad ett utkast saknar."""
    from cli.forms import verify

    raise typer.Exit(verify())


@app.command(cls=Command)
def evaluate(
    directory: Annotated[
        Path,
        typer.Argument(help="Mapp med exempel och facit.", metavar="MAPP", parser=path_argument),
    ],
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            help="HTML-fil att skriva: tabeller, diagram och fälten som lästes fel.",
            metavar="FIL",
            parser=path_argument,
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Alla siffror som ett JSON-objekt.")
    ] = False,
) -> None:
    """Läs exempel och jämför med deras facit (expected.json)."""
    from cli.evaluate import evaluate as run

    raise typer.Exit(run(directory, report, as_json))


@app.command(cls=Command)
def calibrate(
    directory: Annotated[
        Path,
        typer.Argument(help="Mapp med leveranser och facit.", metavar="MAPP", parser=path_argument),
    ],
    target: Annotated[
        float | None,
        typer.Option(
            help="Högsta andel fel i registrerade fält; annars ANSLUT_TARGET_RISK.",
            metavar="ANDEL",
            min=0.000001,
            max=0.5,
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Fil att skriva; annars den som används.",
            metavar="FIL",
            parser=path_argument,
        ),
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(
            "--date", help="Dag att ange i filen; annars sista leveransens.", metavar="DAG"
        ),
    ] = None,
) -> None:
    """Lär av leveranser med facit hur säkra värden är, och välj vad som godkänns utan person."""
    from cli.calibrate import calibrate_on as run

    raise typer.Exit(run(directory, target, file, day))


@app.command(cls=Command)
def doctor() -> None:
    """Kontrollera att allt som behövs finns, och säg hur det som saknas skaffas."""
    from cli.doctor import doctor as run

    raise typer.Exit(run())


def main() -> None:
    """The outermost door: every error becomes one message and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that knows no å gets a question mark
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    collect_seldom()
    try:
        sys.exit(app(prog_name="anslut", standalone_mode=False))
    except typer.TyperException as error:
        _tell_usage(error)
        sys.exit(error.exit_code)
    except AnslutError as error:
        _tell(str(error))
        sys.exit(exit_code(error))
    except Exception as error:
        _tell(f"Fel i programmet ({_place(error)}). Rapportera det, med vad du gjorde.")
        sys.exit(Exit.DEFECT)


def _tell_usage(error: typer.TyperException) -> None:
    """What is wrong with the command line, and how it is used; nothing when the help was shown."""
    context = getattr(error, "ctx", None)
    message = error_in_swedish(error.format_message())
    if message and context:
        sys.stderr.write(f"{context.get_usage()}\n")
        message = f"{message} Se {context.command_path} --help."
    if message:
        _tell(message)


def _tell(message: str) -> None:
    sys.stderr.write(f"anslut: {message}\n")


def _place(error: Exception) -> str:
    """The kind of an error and where in our code it arose; its text may hold personal data."""
    trace = error.__traceback__
    place = type(error).__name__
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{type(error).__name__}, {Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


if __name__ == "__main__":
    main()
