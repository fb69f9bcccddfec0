"""anslut case claim, release, hand-over: who has a case."""

from cli.case_desk import at_the_desk, say
from cli.exits import Exit
from cli.words import moment
from flows.desk import Sitting
from pipeline import acts


def claim(case: str, by: str | None) -> Exit:
    """Take it."""
    with at_the_desk(case, by) as (desk, whole, who):
        with desk.sitting(whole, who) as sitting:
            acts.claim(sitting.order, sitting.tx)
            until = _until(sitting)
        say(f"Ärende {whole} är taget av {who} till {until}. Sedan är det fritt igen.")
        say(f"Se det: anslut case show {whole}.")
    return Exit.OK


def release(case: str, by: str | None) -> Exit:
    """Give it back."""
    with at_the_desk(case, by) as (desk, whole, who):
        with desk.sitting(whole, who) as sitting:
            acts.release(sitting.order, sitting.tx)
        say(f"Ärende {whole} är fritt: vem som helst kan ta det.")
    return Exit.OK


def hand_over(case: str, by: str | None, to: str, why: str) -> Exit:
    """Give it to somebody else."""
    with at_the_desk(case, by) as (desk, whole, who):
        with desk.sitting(whole, who, why) as sitting:
            acts.hand_over(sitting.order, sitting.tx, to)
            until = _until(sitting)
        say(f"Ärende {whole} är överlämnat till {to.strip()}, till {until}.")
    return Exit.OK


def _until(sitting: Sitting) -> str:
    """When the claim that was just made ends, as it is kept."""
    until = sitting.tx.folder(sitting.order.case).claimed_until
    return moment(until) if until else "-"
