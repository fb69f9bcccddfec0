"""anslut register end: a connection has come to its end."""

from adapters.queries import case_file
from adapters.settings import load_settings
from adapters.store import Store
from cli.case_desk import say
from cli.exits import Exit
from cli.who import named
from cli.words import moment
from flows.desk import open_desk
from pipeline.acts import Ending

Which = tuple[str, str | None, int | None]  # number, board, the version that was looked at


def end_entry(which: Which, by: str | None, why: str, case: str | None) -> Exit:
    """The entry's last version, and whether somebody is told."""
    from extractors.values import canonical

    org_no, board, version = which
    settings = load_settings()
    who = named(by, settings)
    with open_desk(settings) as desk:
        whole = _whole(desk.store, case)
        number = canonical("org_no", org_no) or org_no
        last, letters = desk.end(
            lambda at: Ending(number, board, who, at, why, case=whole, version=version)
        )
    ended = f" är avslutad {moment(last.ended_at)}" if last.ended_at else ""
    say(f"{last.municipality}, {last.board} ({last.org_no}){ended}, version {last.version}.")
    if letters:
        say("Brevet om det går med nästa utskick: anslut letters send.")
    else:
        say("Inget brev skrevs: parten har inte fått något besked om anslutningen härifrån.")
    return Exit.OK


def _whole(store: Store, case: str | None) -> str | None:
    return None if case is None else case_file(store, case).case.id
