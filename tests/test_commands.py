"""What is written in two places is the same: docs/commands.md, the help, the domain's choices."""

import re
from pathlib import Path
from typing import get_args

from typer.main import get_command

import cli.app
from cli.exits import Exit
from cli.words import QUEUES
from domain.delivery import Channel
from domain.judgement import Queue
from domain.user import UserRole

COMMANDS = (Path(__file__).parent.parent / "docs" / "commands.md").read_text(encoding="utf-8")


def test_choices_are_those_of_the_domain() -> None:
    assert get_args(cli.app.Channel) == get_args(Channel)
    assert get_args(cli.app.UserRole) == get_args(UserRole)
    assert tuple(QUEUES) == get_args(Queue)
    *names, last = QUEUES.values()
    assert cli.app.QUEUE.endswith(f": {', '.join(names)} eller {last}.")


def test_the_document_has_every_queue() -> None:
    section = COMMANDS.partition("## anslut queue list")[2].partition("\n## ")[0]
    documented = re.findall(r"`([\wåäö ]+)` \(`(\w+)`\)", section)
    assert documented == [(swedish, queue) for queue, swedish in QUEUES.items()]


def commands() -> dict[str, object]:
    """Each command of the program by its whole name."""
    found: dict[str, object] = {}

    def visit(command: object, path: str) -> None:
        children = getattr(command, "commands", {})
        for name, child in children.items():
            visit(child, f"{path} {name}")
        if not children:
            found[path] = command

    visit(get_command(cli.app.app), "anslut")
    return found


def options(command: object) -> set[str]:
    names = {name for parameter in getattr(command, "params", []) for name in parameter.opts}
    return {name for name in names if name.startswith("--")} - {"--help"}


def test_the_document_has_every_command_with_its_options_and_no_other() -> None:
    documented = {
        re.split(r" [A-Z\[]", section.splitlines()[0])[0]: set(
            re.findall(r"^- `(--[\w-]+)", section, re.MULTILINE)
        )
        for section in re.split(r"^## ", COMMANDS, flags=re.MULTILINE)[1:]
        if section.startswith("anslut")
    }
    assert documented == {name: options(command) for name, command in commands().items()}


def test_the_document_and_the_help_have_every_exit_code() -> None:
    documented = dict(re.findall(r"^\| (\d+) \| (\w+) \|", COMMANDS, re.MULTILINE))
    assert documented == {str(code.value): code.name for code in Exit}
    assert all(f"{code.value} " in cli.app.EPILOG for code in Exit)
    assert "130 avbrutet med Ctrl-C" in cli.app.EPILOG


def test_every_command_and_option_explains_itself_in_swedish() -> None:
    for name, command in commands().items():
        told = [getattr(command, "help", "")]
        told += [parameter.help for parameter in getattr(command, "params", [])]
        for text in told:
            assert text, name
            assert not re.search(r"\b(the|and|of|to|is)\b", text), f"{name}: {text}"
