"""What is not as it should be after a night: each in a sentence that says what to do. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.case import CaseState
from domain.night import AwaitedAnswer, DueCase, NightFacts

NAMED = 8  # ids that a deviation names at most
BROKEN = "Händelsekedjan är bruten"
ASTRAY = "Sidboken stämmer inte"

# Cases that are decided, and still not done: the Party cannot use the service, or does not know.
_REGISTERED: tuple[CaseState, ...] = ("registered", "concluded")
_UNDECIDED = "har passerat sista dagen: {cases}. Fördela dem i dag (anslut queue list)."
_UNANSWERED = (
    "har inte fått svar i tid på begäran om komplettering: {cases}. Påminn den som skulle svara, "
    "eller ta tillbaka till granskning (anslut case take-back) och avgör."
)
_UNSEEN = (
    "har fått ett svar som inte räcker, och det har legat för länge: {cases}. Gå igenom svaret "
    "och begär det som saknas, eller avgör (anslut queue list)."
)
_UNTOLD = (
    "i registret har passerat sista dagen utan att vara avslutade: {cases}. Öppna "
    "åtkomsten, eller se varför parten inte har fått återkoppling."
)


def deviations_of(facts: NightFacts) -> Iterator[str]:
    """What somebody has to look into, the gravest first, each with what to do."""
    if facts.chain.broken_at is not None:
        yield (
            f"{BROKEN} vid händelse {facts.chain.broken_at}: "
            f"{facts.chain.trouble}. Ändra inget, jämför med säkerhetskopian och anmäl det som en "
            "incident."
        )
    if facts.unbalanced or not facts.ledger.closes:
        yield (
            f"{ASTRAY} för {_counted(facts.unbalanced, 'leverans', 'leveranser')}: "
            f"{_named(facts.unbalanced)}. Jämför originalen med ärendena (anslut ledger --all)."
        )
    if facts.unfinished:
        yield (
            f"{_counted(facts.unfinished, 'leverans', 'leveranser')} från före den {facts.as_of} "
            f"har inte nått ett slut: {_named(facts.unfinished)}. Kör anslut run och läs vad det "
            "säger."
        )
    if facts.letters.dead:
        count = f"{facts.letters.dead} brev"
        yield f"{count} gick inte att skicka. Rätta adresserna och skicka om (anslut letters list)."
    late = sorted(
        (one for one in facts.due if one.due_on < facts.as_of),
        key=lambda one: (one.due_on, one.case),
    )
    yield from _late([one for one in late if one.state not in _REGISTERED], _UNDECIDED)
    yield from _late([one for one in late if one.state in _REGISTERED], _UNTOLD)
    yield from _named_cases([(one.case, one.answer_by) for one in overdue(facts)], _UNANSWERED)
    unseen = [
        (one.case, one.due_on)
        for one in facts.items
        if one.stands and one.due_on and one.due_on < facts.as_of
    ]
    yield from _named_cases(unseen, _UNSEEN)


def overdue(facts: NightFacts) -> list[AwaitedAnswer]:
    """Cases of which the answer day has passed without an answer."""
    return [one for one in facts.awaited if one.answer_by < facts.as_of]


def _late(cases: Sequence[DueCase], what_to_do: str) -> Iterator[str]:
    return _named_cases([(one.case, one.due_on) for one in cases], what_to_do)


def _named_cases(cases: Sequence[tuple[str, date]], what_to_do: str) -> Iterator[str]:
    """One deviation about cases, each with its day."""
    if cases:
        named = _named([f"{case} ({day})" for case, day in cases])
        yield f"{_counted(cases, 'ärende', 'ärenden')} {what_to_do.format(cases=named)}"


def _counted(found: Sequence[object], one: str, more: str) -> str:
    return f"{len(found)} {one if len(found) == 1 else more}"


def _named(ids: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(ids) - NAMED
    return ", ".join(ids[:NAMED]) + (f" och {more} till" if more > 0 else "")
