"""Where the database holds something about somebody, column by column.

A column that is neither here nor in PLAIN fails a test: whoever adds one says what it may hold, and
so what disposal has to clear and what `anslut subject` has to look through.
"""

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from adapters.tables import (
    cases,
    connections,
    deliveries,
    delivery_originals,
    event_notes,
    events,
    findings,
    mandates,
    outbox,
    readings,
    review_items,
    rulings,
    sample_answers,
    sample_checks,
    signatories,
)
from adapters.user_tables import api_clients, users, webhooks

# party: of the Party's people or whoever wrote to the agency; cleared at disposal. staff: who did
# something at the agency; kept, since the chain and the register rest on who did what.
Whose = Literal["party", "staff"]


@dataclass(frozen=True)
class Held:
    """A column that may hold something about somebody: what to call it (Swedish), and the columns
    that say which row it is."""

    column: sa.Column[object]
    name: str
    whose: Whose
    ref: tuple[sa.Column[object], ...]


def _held(table: sa.Table, column: str, name: str, whose: Whose, ref: str) -> Held:
    return Held(table.c[column], name, whose, tuple(table.c[one] for one in ref.split()))


HELD: tuple[Held, ...] = (
    _held(connections, "connection", "registret", "party", "org_no board_key version"),
    _held(cases, "agreement", "ärende, som det står", "party", "id"),
    _held(cases, "part", "ärende, som det lästes", "party", "id"),
    _held(cases, "party", "ärende, part", "party", "id"),
    _held(cases, "search", "ärende, att söka på", "party", "id"),
    _held(cases, "board_key", "ärende, nämnd", "party", "id"),
    _held(findings, "finding", "anmärkning", "party", "case position"),
    _held(rulings, "ruling", "vad en person sagt", "party", "case position"),
    _held(rulings, "by", "vem som sagt det", "staff", "case position"),
    _held(readings, "reading", "läst i en fil", "party", "delivery position"),
    _held(deliveries, "sender", "avsändare", "party", "id"),
    _held(deliveries, "subject", "ämnesrad", "party", "id"),
    _held(delivery_originals, "name", "filnamn", "party", "delivery position"),
    _held(outbox, "notice", "brev", "party", "id"),
    _held(outbox, "trouble", "fel vid sändning", "party", "id"),
    _held(outbox, "released_by", "vem som släppte brevet", "staff", "id"),
    _held(event_notes, "text", "anteckning", "party", "event"),
    _held(events, "who", "vem som gjorde det", "staff", "number"),
    _held(sample_answers, "first", "skrivet vid blindkontroll", "party", "case key"),
    _held(sample_answers, "again", "skrivet vid blindkontroll", "party", "case key"),
    _held(sample_checks, "by", "vem som kontrollerade", "staff", "case"),
    _held(review_items, "claimed_by", "vem som har ärendet", "staff", "case"),
    _held(signatories, "name", "behörig att skriva under", "party", "number"),
    _held(signatories, "reference", "behörighet, var det står", "party", "number"),
    _held(signatories, "by", "vem som svarade", "staff", "number"),
    _held(mandates, "source", "uppdrag, varifrån", "staff", "org_no registry_no"),
    _held(mandates, "by", "vem som bekräftade", "staff", "org_no registry_no"),
    _held(users, "login", "användare, inloggningsnamn", "staff", "id"),
    _held(users, "name", "användare, namn", "staff", "id"),
    _held(users, "name_key", "användare, namn", "staff", "id"),
    _held(users, "subject", "användare, hos inloggningstjänsten", "staff", "id"),
    _held(api_clients, "created_by", "vem som lade till programmet", "staff", "id"),
    _held(webhooks, "created_by", "vem som lade till webhooken", "staff", "id"),
)

# Text that says nothing of anybody, by table: ids, hashes, codes, keys, names of municipalities and
# boards.
PLAIN = {
    "deliveries": "id channel received_basis content_key duplicate_of state",
    "originals": "sha256",
    "delivery_originals": "delivery sha256",
    "readings": "delivery",
    "cases": "id delivery state decision org_no",
    "case_deliveries": "case delivery",
    "rulings": "case kind",
    "page_ends": "delivery kind case",
    "findings": "case code",
    "connections": "org_no board_key municipality case",
    "current_connections": "org_no board_key municipality search sort_key",
    "review_items": "case queue state",
    "sample_draws": "case",
    "sample_checks": "case compared differing slips",
    "sample_answers": "case key",
    "events": "subject what why note hash",
    "event_notes": "salt",
    "outbox": "id case kind state message_id",
    "signatories": "org_no expires_on case",
    "mandates": "org_no decision_date registry_no",
    "documents": "sha256 kind name about",
    "users": "id role language password",
    "sessions": "token user csrf",
    "sign_ins": "state nonce verifier goes_to",
    "failures": "key",
    "uploads": "delivery user batch outcome",
    "api_clients": "id name token scopes",
    "idempotency_keys": "client key request answer",
    "webhooks": "id url secret topics",
    "webhook_calls": "webhook state trouble",
}
