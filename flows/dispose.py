"""Disposal by the rules: what is due, and clearing it. No Prefect here: a person says when."""

from datetime import datetime

from adapters.disposal import disposing
from adapters.disposal_candidates import candidates
from adapters.disposal_rules import load_rules
from adapters.originals import Originals
from adapters.settings import TIMEZONE, Settings
from adapters.store import Store
from domain.disposal import Disposal, DisposalRule
from domain.errors import SettingsError
from pipeline.disposal import due


def look(store: Store, settings: Settings, now: datetime) -> tuple[Disposal, ...]:
    """What `dispose` would clear now."""
    with store.database.reading() as connection:
        found = candidates(connection)
    return due(found, load_rules(settings.disposal_rules), now.astimezone(TIMEZONE).date())


def dispose(store: Store, settings: Settings, who: str, now: datetime) -> tuple[Disposal, ...]:
    """Clear what is due. SettingsError when the rules are examples, outside the demo.

    Doing it twice equals doing it once: what has been cleared is due no more.
    """
    rules = load_rules(settings.disposal_rules)
    if not settings.demo:
        _refuse_examples(rules, settings)
    with disposing(store, Originals(settings.originals_dir)) as tx:
        found = due(tx.candidates(), rules, now.astimezone(TIMEZONE).date())
        tx.clear(found, who, now)
    store.database.scrub()
    return found


def _refuse_examples(rules: tuple[DisposalRule, ...], settings: Settings) -> None:
    examples = [rule.id for rule in rules if rule.example]
    if examples:
        raise SettingsError(
            f"{settings.disposal_rules}: {', '.join(examples)} är exempel, och inget gallras efter "
            "ett exempel. Skriv myndighetens regler i en egen fil och ange den i "
            "ANSLUT_DISPOSAL_RULES. Inget har gallrats."
        )
