"""The commands of `anslut case`: looking at cases, and who has them. cli/case_commands.py adds the
acts."""

from typing import Annotated

import typer

from cli.swedish import Command, group

case_app = group("case", "Ärenden: visa, rätta, bekräfta, begära komplettering, godkänna ...")

CaseId = Annotated[str, typer.Argument(help="Ärendets id, eller början av det.", metavar="ÄRENDE")]
By = Annotated[
    str | None, typer.Option(help="Vem som gör det; annars ANSLUT_USER.", metavar="NAMN")
]
Version = Annotated[
    int | None,
    typer.Option(help="Den version av ärendet som du såg; annars den nyaste.", metavar="TAL"),
]
Why = Annotated[str, typer.Option(help="Varför. Sparas i ärendet.", metavar="SKÄL")]


@case_app.command("list", cls=Command)
def case_list(
    state: Annotated[
        str | None, typer.Option(help="Bara i detta läge, till exempel granskas.", metavar="LÄGE")
    ] = None,
    party: Annotated[
        str | None,
        typer.Option(help="Bara där kommun, nämnd eller nummer innehåller detta.", metavar="TEXT"),
    ] = None,
    due: Annotated[
        str | None, typer.Option(help="Bara de som ska vara klara senast då.", metavar="DAG")
    ] = None,
    unanswered: Annotated[
        bool,
        typer.Option("--unanswered", metavar="", help="Bara de vars svar skulle ha kommit."),
    ] = False,
    most: Annotated[
        int, typer.Option("--limit", help="Högst så många rader.", metavar="ANTAL", min=1)
    ] = 100,
) -> None:
    """Lista ärenden i alla lägen, de som ska vara klara först överst."""
    from cli.case_list import list_cases

    raise typer.Exit(list_cases((state, party, due), unanswered, most))


@case_app.command("show", cls=Command)
def case_show(case: CaseId) -> None:
    """Visa allt om ett ärende: läge, tid, anmärkningar, värden, sidor, brev och händelser."""
    from cli.case import show

    raise typer.Exit(show(case))


@case_app.command("claim", cls=Command)
def case_claim(case: CaseId, by: By = None) -> None:
    """Ta ett ärende, så att ingen annan gör något med det. Efter en halvtimme är det fritt igen."""
    from cli.case_items import claim

    raise typer.Exit(claim(case, by))


@case_app.command("release", cls=Command)
def case_release(case: CaseId, by: By = None) -> None:
    """Släpp ett ärende som du har tagit."""
    from cli.case_items import release

    raise typer.Exit(release(case, by))


@case_app.command("hand-over", cls=Command)
def case_hand_over(
    case: CaseId,
    to: Annotated[str, typer.Option(help="Vem som tar över.", metavar="NAMN")],
    why: Annotated[
        str, typer.Option(help="Varför; behövs när någon annan har ärendet.", metavar="SKÄL")
    ] = "",
    by: By = None,
) -> None:
    """Lämna över ett ärende till någon annan."""
    from cli.case_items import hand_over

    raise typer.Exit(hand_over(case, by, to, why))
