"""anslut case: the acts about what a case says."""

import typer

from adapters.queries import case_file
from cli.case_desk import How, act, at_the_desk, fields_in, tell
from cli.exits import Exit
from cli.received import day_option
from domain.errors import ActRefused
from domain.judgement import SAMPLED
from flows.desk import Sitting
from pipeline import acts
from pipeline.acts import Order
from pipeline.reviewed import reviewed

SIGNED = {
    "underskrivet": True,
    "signed": True,
    "ja": True,
    "inte-underskrivet": False,
    "unsigned": False,
    "nej": False,
}
ANSWERS = {"ja": True, "nej": False}


def correct(case: str, how: How, values: list[str]) -> Exit:
    """What stands in boxes."""
    typed = fields_in(values)
    return act(case, how, lambda at: acts.correct(at.order, at.tx, at.facts, typed))


def confirm(case: str, how: How, finding: str) -> Exit:
    """A finding is no hindrance. Numbers follow the order of the findings, which changes with the
    case: whoever names one has to say which version they saw."""
    if finding.isdecimal() and how[1] is None:
        raise typer.BadParameter(
            "ett nummer gäller bara den version av ärendet som du såg. Skriv vilken "
            "(--version TAL, den står överst i case show), eller anmärkningens kod.",
            param_hint="--version",
        )
    return act(
        case, how, lambda at: acts.confirm(at.order, at.tx, at.facts, _identity(at, finding))
    )


def signature(case: str, how: How, signed: str) -> Exit:
    """Whether it is signed."""
    says = _choice(signed, SIGNED, "UNDERSKRIVET", "underskrivet eller inte-underskrivet")
    return act(case, how, lambda at: acts.say_signature(at.order, at.tx, at.facts, says))


def page(case: str, how: How, number: int, form_page: tuple[str, int]) -> Exit:
    """What a page is."""
    return act(
        case, how, lambda at: acts.identify_page(at.order, at.tx, at.facts, number, form_page)
    )


def move(case: str, how: How, numbers: list[int], to: str) -> Exit:
    """Pages to another case; both are told of."""
    by, version, why = how
    with at_the_desk(case, by) as (desk, whole, who):
        other = case_file(desk.store, to).case.id
        with desk.sitting(whole, who, why, version) as at:
            seen = at.tx.folder(other).case.version
            goal = Order(other, seen, who, at.order.at, at.order.day, why)
            acts.move_pages(at.order, at.tx, at.facts, numbers, goal)
        tell(desk, whole)
        tell(desk, other)
    return Exit.OK


def authorise(case: str, how: How, answer: str, known: tuple[str, str]) -> Exit:
    """Whether the person who signed may."""
    reference, until = known
    may = _choice(answer, ANSWERS, "JA|NEJ", "ja eller nej")
    day = day_option(until, "--until")
    return act(
        case, how, lambda at: acts.authorise(at.order, at.tx, at.facts, may, (reference, day))
    )


def mandate(case: str, how: How, decision: tuple[str, str]) -> Exit:
    """The municipality's decision."""
    decided = day_option(decision[0], "--decided")
    return act(
        case,
        how,
        lambda at: acts.confirm_mandate(at.order, at.tx, at.facts, decided, decision[1]),
    )


def undo(case: str, how: How) -> Exit:
    """What this person said last counts no longer."""
    return act(case, how, lambda at: acts.undo(at.order, at.tx, at.facts))


def _identity(at: Sitting, wanted: str) -> str:
    """The identity of the finding with this number, or with this code when only one has it."""
    if at.folder.queue == SAMPLED:
        raise ActRefused("Ärendet väntar på blindkontroll. Gör den först: anslut sample check.")
    found = [
        one
        for one in reviewed(at.folder.case.findings, at.folder.rulings)
        if wanted in (str(one.number), one.finding.code)
    ]
    if len(found) == 1:
        return found[0].finding.identity
    if found:
        numbers = ", ".join(str(one.number) for one in found)
        raise typer.BadParameter(
            f"flera anmärkningar har koden {wanted}. Skriv numret i stället: {numbers}.",
            param_hint="NR|KOD",
        )
    raise typer.BadParameter(
        f"ärendet har ingen anmärkning {wanted}. Se anslut case show {at.order.case}.",
        param_hint="NR|KOD",
    )


def _choice(text: str, choices: dict[str, bool], name: str, told: str) -> bool:
    wanted = "-".join(text.casefold().split())
    if wanted not in choices:
        raise typer.BadParameter(f"{text!r}: skriv {told}.", param_hint=name)
    return choices[wanted]
