"""anslut case: the acts about where a case goes, and about its entry in the register."""

import typer

from adapters.case_looks import letters_of
from cli.address import address_option
from cli.case_desk import How, act, at_the_desk, fields_in, say, tell
from cli.exits import Exit
from cli.received import received_at_option
from domain.notice import Notice
from flows.desk import Desk, Sitting
from pipeline import acts
from pipeline.letters import contact_address


def supplement(case: str, how: How, to: str | None, text: str) -> Exit:
    """Ask for all that is missing; the letter is shown."""
    by, version, why = how
    given = None if to is None else address_option(to, "--to")
    with at_the_desk(case, by) as (desk, whole, who):
        with desk.sitting(whole, who, why, version) as at:
            days = desk.settings.answer_days
            acts.request_supplement(at.order, at.tx, given or _contact(at), text, days)
        _show_letter(desk, whole)
        tell(desk, whole)
    return Exit.OK


def take_back(case: str, how: How) -> Exit:
    """No answer is awaited any longer."""
    return act(case, how, lambda at: acts.take_back(at.order, at.tx, at.facts))


def approve(case: str, how: How) -> Exit:
    """Into the register."""
    return act(case, how, lambda at: acts.approve(at.order, at.tx, at.facts))


def dismiss(case: str, how: How, to: str | None, no_letter: bool) -> Exit:
    """It ends here, and a letter says so: to the address given, else where letters about the case
    go by themselves. That none was written, though one was wanted, is said."""
    if to is not None and no_letter:
        raise typer.BadParameter("ange antingen --to eller --no-letter.", param_hint="--to")
    address = None if to is None else address_option(to, "--to")
    by, version, why = how
    with at_the_desk(case, by) as (desk, whole, who):
        before = len(_dismissals(desk, whole))
        with desk.sitting(whole, who, why, version) as at:
            acts.dismiss(at.order, at.tx, "" if no_letter else address)
        written = _dismissals(desk, whole)[before:]
        for one in written:
            say(f"Till: {one.to}\nÄmne: {one.subject}\n\n{one.body.rstrip()}\n")
        if not written and not no_letter:
            say(
                "Inget brev skrevs: ärendet har ingen e-postadress som något styrker. Parten måste "
                "få veta det på annat sätt, till exempel med ett vanligt brev."
            )
        tell(desk, whole)
    return Exit.OK


def withdraw(case: str, how: How) -> Exit:
    """The Party has taken it back."""
    return act(case, how, lambda at: acts.withdraw(at.order, at.tx))


def reopen(case: str, how: How) -> Exit:
    """It is reviewed again."""
    return act(case, how, lambda at: acts.reopen(at.order, at.tx, at.facts))


def open_access(case: str, how: How, since: str | None) -> Exit:
    """The Party can use the service, from now or from the time told."""
    concluded = received_at_option(since, "--at")
    return act(case, how, lambda at: acts.open_access(at.order, at.tx, concluded))


def amend(case: str, how: How, values: list[str]) -> Exit:
    """The entry in the register is put right."""
    typed = fields_in(values)
    return act(case, how, lambda at: acts.amend(at.order, at.tx, typed))


def _contact(at: Sitting) -> str:
    """Where letters about the case go by themselves; a usage error when nobody can tell."""
    found = contact_address(at.folder.case, at.folder.deliveries[0])
    if found is None:
        raise typer.BadParameter(
            "ärendet har ingen e-postadress att skriva till. Ange en.", param_hint="--to"
        )
    return found


def _dismissals(desk: Desk, case: str) -> list[Notice]:
    """The letters that say that the case was dismissed."""
    kept = letters_of(desk.store, case)
    return [one.notice for one in kept if one.kind == "dismissal" and one.notice]


def _show_letter(desk: Desk, case: str) -> None:
    """The request that was just written."""
    written = [one for one in letters_of(desk.store, case) if one.kind == "supplement"]
    if written and (notice := written[-1].notice):
        say(f"Till: {notice.to}\nÄmne: {notice.subject}\n\n{notice.body.rstrip()}\n")
