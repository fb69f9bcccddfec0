"""The night's close: the facts of a day as a report that a person signs. Pure.

It is read by people who do not know the program: plain Swedish, numbers, ids of cases and
deliveries, and no personal data. Nothing in it depends on when it was made but its two days, so
that the same facts give the same report.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from domain.judgement import SAMPLED, Queue
from domain.ledger import EndKind, Ledger
from domain.night import Figure, NightFacts, NightReport, Section
from pipeline.bound import LEVEL, bound_of_registrations, per_cent
from pipeline.deviations import ASTRAY, BROKEN, deviations_of, overdue
from pipeline.letters import Night
from pipeline.queue_names import QUEUES
from pipeline.working_days import remaining

SOON = 3  # working days left

# What happened to cases on a day, by the event that tells of it: an act, or the state it led to.
HAPPENED = {
    "registered": "Ärenden införda i registret",
    "in_review": "Ärenden som gick till en person",
    "request_supplement": "Kompletteringar som begärdes",
    "open_access": "Avtal ingångna (åtkomst öppnad)",
    "told": "Parter som fått återkoppling",
    "dismissed": "Ärenden avvisade",
    "withdrawn": "Ärenden återkallade",
    "ended": "Anslutningar avslutade",
}
_SELDOM = ("ended",)  # told only when there is any
# What is told of clocks that stand, when there is any.
_STANDING = {
    "unanswered": "– varav svaret skulle ha kommit",
    "lacking": "Svar som inte räcker, att gå igenom",
}
_PAGE_ENDS: dict[EndKind, str] = {
    "agreement": "Sidor i avtal",
    "attachment": "Bilagor",
    "reminder": "Borttagna påminnelser",
    "separator": "Skiljeblad",
    "blank": "Tomma sidor",
    "duplicate": "Dubbletter",
    "replaced": "Ersatta av senare sidor",
    "waiting": "Väntar på en person",
}


def close_day(facts: NightFacts, before: NightReport | None = None) -> NightReport:
    """The report of a day, compared with the close `before` it."""
    numbers = _numbers(facts)
    known = before.numbers if before else {}
    deviations = tuple(deviations_of(facts))
    return NightReport(
        day=facts.day,
        as_of=facts.as_of,
        compared_with=before.day if before else None,
        verdict=_verdict(deviations),
        deviations=deviations,
        sections=tuple(_sections(facts, numbers, known)),
        closing=_closing(facts),
        numbers=numbers,
    )


def chain_broke(report: NightReport) -> bool:
    """Whether the chain of events did not hold when the close was made."""
    return any(one.startswith(BROKEN) for one in report.deviations)


def ledger_in(report: NightReport) -> Ledger:
    """The page ledger as it stood at the close. What did not add up is told as one page too many
    or more, whichever way it was wrong."""
    ends = {kind: report.numbers.get(f"pages.{kind}", 0) for kind in get_args(EndKind)}
    received = report.numbers.get("pages", 0)
    astray = any(one.startswith(ASTRAY) for one in report.deviations)
    left = abs(received - sum(ends.values()))
    return Ledger(
        received=received,
        ends={kind: count for kind, count in ends.items() if count},
        unended=max(left, 1) if astray else left,
    )


def night_of(report: NightReport, document: str) -> Night:
    """What the letter about a close tells: all its figures, each with its section's name, since two
    sections may have a figure of one name. `document` is the SHA-256 of what was kept."""
    figures = [
        (f"{section.title}: {one.label.removeprefix('– ')}", one.value)
        for section in report.sections
        for one in section.figures
    ]
    return Night(
        day=report.day, figures=tuple(figures), deviations=report.deviations, document=document
    )


def _verdict(deviations: Sequence[str]) -> str:
    if not deviations:
        return "Inga avvikelser: allt som har kommit in är bokfört och inget är försenat."
    if len(deviations) == 1:
        return "1 avvikelse att ta hand om:"
    return f"{len(deviations)} avvikelser att ta hand om:"


def _closing(facts: NightFacts) -> str:
    """The end of the chain as it is written down: `anslut chain --expect` takes it."""
    if not facts.chain.number:
        return "Händelsekedjan är tom."
    return f"Händelsekedjans sista händelse: {facts.chain.number}:{facts.chain.hash}"


# the figures


def _numbers(facts: NightFacts) -> dict[str, int]:
    """Every number of the report by its key."""
    queues = Counter(one.queue for one in facts.items)
    left = [remaining(facts.as_of, one.due_on) for one in facts.due]
    bound = bound_of_registrations(facts.checks)
    return {
        "received": facts.received,
        "repeats": facts.repeats,
        **{f"event.{what}": facts.events.get(what, 0) for what in HAPPENED},
        **{f"queue.{queue}": queues[queue] for queue in get_args(Queue)},
        "waiting": len(facts.items) - queues[SAMPLED],
        "soon": sum(0 <= one <= SOON for one in left),
        "late": sum(one < 0 for one in left),
        "paused": len(facts.awaited),
        "unanswered": len(overdue(facts)),
        "lacking": sum(one.stands for one in facts.items),
        "escalated": sum(one.escalated > 0 for one in facts.items)
        + sum(one.escalated > 0 for one in facts.awaited),
        "letters.sent": facts.letters.sent,
        "letters.waiting": facts.letters.waiting,
        "letters.held": facts.letters.held,
        "letters.dead": facts.letters.dead,
        "pages": facts.ledger.received,
        **{f"pages.{kind}": facts.ledger.ends.get(kind, 0) for kind in get_args(EndKind)},
        "pages.unended": facts.ledger.received - sum(facts.ledger.ends.values()),
        "checked": bound.checked,
        "checked.wrong": bound.wrong,
        "entries": facts.entries,
    }


class _Row:
    """Rows of one report: a number by its key, beside that of the close before."""

    def __init__(self, numbers: Mapping[str, int], before: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._before = before

    def __call__(self, label: str, key: str) -> Figure:
        before = grouped(self._before[key]) if key in self._before else ""
        return Figure(label=label, value=grouped(self._numbers[key]), before=before)

    def is_seen(self, key: str) -> bool:
        """Whether there is any, now or then."""
        return bool(self._numbers[key] or self._before.get(key))


def _sections(
    facts: NightFacts, numbers: Mapping[str, int], before: Mapping[str, int]
) -> Iterator[Section]:
    row = _Row(numbers, before)
    yield Section(
        title="Under dygnet",
        about=f"Det som hände den {facts.day}.",
        figures=(
            row("Leveranser som togs in", "received"),
            row("– varav filer som har kommit förut", "repeats"),
            *(
                row(label, f"event.{what}")
                for what, label in HAPPENED.items()
                if what not in _SELDOM or row.is_seen(f"event.{what}")
            ),
            row("Brev som skickades", "letters.sent"),
        ),
    )
    yield Section(
        title="Väntar på en person",
        about="Ärenden i varje kö.",
        figures=(
            *(
                row(_capital(name), f"queue.{queue}")
                for queue, name in QUEUES.items()
                if queue != SAMPLED and row.is_seen(f"queue.{queue}")
            ),
            row("Tillsammans", "waiting"),
            Figure(label="Det äldsta kom in", value=_oldest(facts)),
        ),
    )
    yield Section(
        title="Tiden",
        about="Avtal handläggs inom 10 arbetsdagar från att de är kompletta.",
        figures=(
            row(f"Högst {SOON} arbetsdagar kvar", "soon"),
            row("Försenade", "late"),
            row("Väntar på komplettering (handläggningstiden räknas inte)", "paused"),
            *(row(label, key) for key, label in _STANDING.items() if row.is_seen(key)),
            row("Anmälda till köns ansvariga", "escalated"),
        ),
    )
    yield Section(
        title="Brev som inte är skickade",
        about="Hållna brev släpps av en person, eller när åtkomsten öppnas.",
        figures=(
            row("Väntar på att skickas", "letters.waiting"),
            row("Hålls", "letters.held"),
            row("Gick inte att skicka", "letters.dead"),
        ),
    )
    yield _pages(facts, row)
    yield _checks(facts, row)


def _pages(facts: NightFacts, row: _Row) -> Section:
    closes = "Ja" if facts.ledger.closes and not facts.unbalanced else "NEJ"
    return Section(
        title="Sidboken",
        about="Varje mottagen sida ska ha ett slut, från början till i dag.",
        figures=(
            row("Mottagna sidor", "pages"),
            *(
                row(label, f"pages.{kind}")
                for kind, label in _PAGE_ENDS.items()
                if row.is_seen(f"pages.{kind}")
            ),
            row("Sidor utan slut", "pages.unended"),
            Figure(label="Stämmer sidboken?", value=closes),
        ),
    )


def _checks(facts: NightFacts, row: _Row) -> Section:
    bound = bound_of_registrations(facts.checks)
    upper = "inte känd än" if bound.upper is None else f"högst {per_cent(bound.upper)}"
    return Section(
        title="Registret och blindkontrollerna",
        about="Slumpen drar ärenden som en person skriver av utan att se vad som lästes.",
        figures=(
            row("Poster i registret", "entries"),
            row("Kontrollerade ärenden", "checked"),
            row("– varav med fel", "checked.wrong"),
            row("Väntar på kontroll", f"queue.{SAMPLED}"),
            Figure(label=f"Andel fel, med {round(LEVEL * 100)} % säkerhet", value=upper),
        ),
    )


def _oldest(facts: NightFacts) -> str:
    received = [one.received_at.date() for one in facts.items if one.queue != SAMPLED]
    return min(received).isoformat() if received else "-"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def grouped(number: int) -> str:
    """A number with its thousands apart, as Swedes write it.

    >>> grouped(12345), grouped(0)
    ('12\\xa0345', '0')
    """
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")
