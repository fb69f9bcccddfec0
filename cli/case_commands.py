"""The commands of `anslut case` that change what a case says or where it goes: an act each."""

from typing import Annotated

import typer

from cli.case_app import By, CaseId, Version, Why, case_app
from cli.swedish import Command

__all__ = ["case_app"]

Fields = Annotated[
    list[str],
    typer.Argument(
        help='Fältets namn, ett likhetstecken och vad som står där: "ort=Umeå".',
        metavar="FÄLT=TEXT",
    ),
]


@case_app.command("correct", cls=Command)
def case_correct(
    case: CaseId, values: Fields, why: Why = "", by: By = None, version: Version = None
) -> None:
    """Skriv vad som står i rutor som lästes fel. Det som lästes finns kvar bredvid."""
    from cli.case_acts import correct

    raise typer.Exit(correct(case, (by, version, why), values))


@case_app.command("confirm", cls=Command)
def case_confirm(
    case: CaseId,
    finding: Annotated[
        str,
        typer.Argument(help="Anmärkningens nummer i case show, eller dess kod.", metavar="NR|KOD"),
    ],
    why: Why,
    by: By = None,
    version: Version = None,
) -> None:
    """Säg att en anmärkning inte hindrar något. Om text och underskrift behövs två personer."""
    from cli.case_acts import confirm

    raise typer.Exit(confirm(case, (by, version, why), finding))


@case_app.command("signature", cls=Command)
def case_signature(
    case: CaseId,
    signed: Annotated[
        str,
        typer.Argument(
            help="Det du ser: underskrivet eller inte-underskrivet.", metavar="UNDERSKRIVET"
        ),
    ],
    why: Why,
    by: By = None,
    version: Version = None,
) -> None:
    """Säg om avtalet är underskrivet för hand."""
    from cli.case_acts import signature

    raise typer.Exit(signature(case, (by, version, why), signed))


@case_app.command("page", cls=Command)
def case_page(  # noqa: PLR0913, PLR0917 - an option each
    case: CaseId,
    number: Annotated[int, typer.Argument(help="Sidans nummer i ärendet.", metavar="NR", min=1)],
    form: Annotated[str, typer.Argument(help="Blankettens id.", metavar="BLANKETT")],
    form_page: Annotated[int, typer.Argument(help="Blankettens sida.", metavar="SIDA", min=1)],
    by: By = None,
    version: Version = None,
) -> None:
    """Säg vilken sida av vilken blankett en sida är. Dess rutor fylls sedan i med case correct."""
    from cli.case_acts import page

    raise typer.Exit(page(case, (by, version, ""), number, (form, form_page)))


@case_app.command("move", cls=Command)
def case_move(
    case: CaseId,
    numbers: Annotated[list[int], typer.Argument(help="Sidor i ärendet.", metavar="NR", min=1)],
    to: Annotated[str, typer.Option(help="Ärendet som sidorna hör till.", metavar="ÄRENDE")],
    by: By = None,
    version: Version = None,
) -> None:
    """Flytta sidor till ett annat ärende. Båda bedöms på nytt."""
    from cli.case_acts import move

    raise typer.Exit(move(case, (by, version, ""), numbers, to))


@case_app.command("authorise", cls=Command)
def case_authorise(  # noqa: PLR0913, PLR0917 - an option each
    case: CaseId,
    answer: Annotated[str, typer.Argument(help="ja eller nej.", metavar="JA|NEJ")],
    reference: Annotated[
        str, typer.Option(help="Var det står, till exempel en delegationsordning.", metavar="TEXT")
    ],
    until: Annotated[str, typer.Option(help="Till och med när svaret gäller.", metavar="DAG")],
    by: By = None,
    version: Version = None,
) -> None:
    """Svara på om den som skrev under får göra det för kommunen. Svaret minns vi till dess."""
    from cli.case_acts import authorise

    raise typer.Exit(authorise(case, (by, version, ""), answer, (reference, until)))


@case_app.command("mandate", cls=Command)
def case_mandate(
    case: CaseId,
    decided: Annotated[str, typer.Option(help="Beslutets dag.", metavar="DAG")],
    registry_no: Annotated[
        str, typer.Option(help="Beslutets diarienummer eller paragraf.", metavar="TEXT")
    ],
    by: By = None,
    version: Version = None,
) -> None:
    """Bekräfta att kommunen har gett SKR i uppdrag att förvalta tjänsten."""
    from cli.case_acts import mandate

    raise typer.Exit(mandate(case, (by, version, ""), (decided, registry_no)))


@case_app.command("supplement", cls=Command)
def case_supplement(
    case: CaseId,
    to: Annotated[
        str | None,
        typer.Option(help="Vem som ska svara; annars den som sände in.", metavar="ADRESS"),
    ] = None,
    text: Annotated[
        str, typer.Option(help="Något du vill lägga till i brevet.", metavar="TEXT")
    ] = "",
    by: By = None,
    version: Version = None,
) -> None:
    """Begär komplettering: ett brev om allt som saknas. Det går när någon har släppt det."""
    from cli.case_ways import supplement

    raise typer.Exit(supplement(case, (by, version, ""), to, text))


@case_app.command("take-back", cls=Command)
def case_take_back(case: CaseId, by: By = None, version: Version = None) -> None:
    """Vänta inte längre på ett svar: ärendet granskas som det är."""
    from cli.case_ways import take_back

    raise typer.Exit(take_back(case, (by, version, "")))


@case_app.command("undo", cls=Command)
def case_undo(case: CaseId, why: Why = "", by: By = None, version: Version = None) -> None:
    """Ångra det som du senast sade i ärendet, så länge det granskas."""
    from cli.case_acts import undo

    raise typer.Exit(undo(case, (by, version, why)))


@case_app.command("approve", cls=Command)
def case_approve(case: CaseId, by: By = None, version: Version = None) -> None:
    """Godkänn ett ärende som inget längre stoppar: det registreras."""
    from cli.case_ways import approve

    raise typer.Exit(approve(case, (by, version, "")))


@case_app.command("dismiss", cls=Command)
def case_dismiss(  # noqa: PLR0913, PLR0917 - an option each
    case: CaseId,
    why: Why,
    to: Annotated[
        str | None,
        typer.Option(help="Vem brevet går till; annars den som sände in.", metavar="ADRESS"),
    ] = None,
    no_letter: Annotated[
        bool, typer.Option("--no-letter", metavar="", help="Skriv inget brev.")
    ] = False,
    by: By = None,
    version: Version = None,
) -> None:
    """Avvisa ett ärende. Brevet om det går när någon har släppt det."""
    from cli.case_ways import dismiss

    raise typer.Exit(dismiss(case, (by, version, why), to, no_letter))


@case_app.command("withdraw", cls=Command)
def case_withdraw(case: CaseId, why: Why, by: By = None, version: Version = None) -> None:
    """Parten har återkallat sitt avtal."""
    from cli.case_ways import withdraw

    raise typer.Exit(withdraw(case, (by, version, why)))


@case_app.command("reopen", cls=Command)
def case_reopen(case: CaseId, why: Why, by: By = None, version: Version = None) -> None:
    """Granska ett registrerat eller avslutat ärende igen."""
    from cli.case_ways import reopen

    raise typer.Exit(reopen(case, (by, version, why)))


@case_app.command("open-access", cls=Command)
def case_open_access(
    case: CaseId,
    at: Annotated[
        str | None, typer.Option(help="När åtkomsten öppnades; annars nu.", metavar="TID")
    ] = None,
    by: By = None,
    version: Version = None,
) -> None:
    """Parten kan använda tjänsten: avtalet är ingånget, och återkopplingen går."""
    from cli.case_ways import open_access

    raise typer.Exit(open_access(case, (by, version, ""), at))


@case_app.command("amend", cls=Command)
def case_amend(
    case: CaseId, values: Fields, why: Why, by: By = None, version: Version = None
) -> None:
    """Rätta registret: en ny version av posten. Den som fått besked får ett nytt."""
    from cli.case_ways import amend

    raise typer.Exit(amend(case, (by, version, why), values))
