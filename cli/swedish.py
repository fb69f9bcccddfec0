"""Typer in Swedish: the frame of its help, and what it says of a wrong command line.

Typer has no translations. Its help has places for other words; its errors have not, so their
sentences are known here. One that is not known is told as it is.
"""

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

# Typer's sentence, and ours. The first that fits.
ERRORS = (
    (r"Missing argument '(.+)'\.", r"\1 saknas."),
    (r"Missing option '(.+)'\.", r"\1 saknas."),
    (r"Missing command\.", r"Kommandot saknas."),
    (r"No such command '(.+?)'\. Did you mean (.+)\?", r"Kommandot \1 finns inte. Menade du \2?"),
    (r"No such command '(.+)'\.", r"Kommandot \1 finns inte."),
    (r"No such option: (\S+) \(Possible options: (.+)\)", r"\1 finns inte. Menade du \2?"),
    (r"No such option: (\S+)", r"\1 finns inte."),
    (r"Option '(.+)' requires an argument\.", r"\1 behöver ett värde."),
    (r"Option '(.+)' does not take a value\.", r"\1 tar inget värde."),
    (r"Got unexpected extra argument\(s\) \((.+)\)", r"Det här är för mycket: \1."),
    (
        r"Invalid value for '?(.+?)'?: (?:Value error, )?'(.*)' is not one of (.+)\.",
        r'\1 kan inte vara "\2". Välj bland \3.',
    ),
    (r"Invalid value for '?(.+?)'?: Input should be a valid integer.*", r"\1 är inget heltal."),
    (
        r"Invalid value for '?(.+?)'?: Input should be greater than or equal to (.+)",
        r"\1 måste vara minst \2.",
    ),
    (
        r"Invalid value for '?(.+?)'?: Input should be less than or equal to (.+)",
        r"\1 får vara högst \2.",
    ),
    (r"Invalid value for '?(.+?)'?: (.+)", r"\1: \2"),
)


def error_in_swedish(message: str) -> str:
    """What Typer says of a wrong command line, in Swedish."""
    for theirs, ours in ERRORS:
        if match := re.fullmatch(theirs, message, re.DOTALL):
            return match.expand(ours)
    return message


class Command(TyperCommand):
    """A command whose help is framed in Swedish."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line that shows how the command is used."""
        _format_usage(self.collect_usage_pieces(ctx), ctx, formatter)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole help."""
        _name_panels()
        super().format_help(ctx, formatter)

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        """The option --help."""
        return _explained(super().get_help_option(ctx))


class Group(TyperGroup):
    """A group of commands whose help is framed in Swedish."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line that shows how the group is used."""
        _format_usage(self.collect_usage_pieces(ctx), ctx, formatter)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole help."""
        _name_panels()
        super().format_help(ctx, formatter)

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        """The option --help."""
        return _explained(super().get_help_option(ctx))


def group(name: str, text: str, epilog: str | None = None) -> typer.Typer:
    """A group of commands, without any yet."""
    return typer.Typer(
        name=name,
        cls=Group,
        help=text,
        epilog=epilog,
        options_metavar="[VAL]",
        subcommand_metavar="KOMMANDO [ARGUMENT]...",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


def _format_usage(pieces: list[str], ctx: Any, formatter: Any) -> None:
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Användning: ")


def _explained(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "Visa den här hjälpen."
        option.metavar = ""
    return option


def _name_panels() -> None:
    """Put ours for the words that Typer's help has in constants. Loading them takes a while."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = "Argument"
    rich_utils.OPTIONS_PANEL_TITLE = "Val"
    rich_utils.COMMANDS_PANEL_TITLE = "Kommandon"
    rich_utils.REQUIRED_LONG_STRING = "[krävs]"
    rich_utils.DEFAULT_STRING = "[annars {}]"
