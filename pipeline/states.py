"""The life of a case, as one table: in each state, the acts that are allowed and where they lead.

`anslut` itself reads, asks or accepts, registers and tells; everything else is a person's act, but
for the coming in of an answer. An act that leads back to the same state changes what the case says
and not where it stands. Whatever is not in the table is refused.
"""

from collections.abc import Mapping
from typing import Literal

from domain.case import CaseState
from domain.errors import ActRefused

Act = Literal[
    # the machine's
    "read",
    "ask",
    "accept",
    "register",
    "answer",
    "tell",
    # a person's, about what the case says
    "correct",
    "confirm",
    "say_signature",
    "identify_pages",
    "move_pages",
    "authorise",
    "confirm_mandate",
    "undo",
    # a person's, about where the case goes
    "request_supplement",
    "take_back",
    "approve",
    "dismiss",
    "withdraw",
    "reopen",
    # a person's, about the register
    "open_access",
    "amend",
]

_REVIEWING: Mapping[Act, CaseState] = {
    "correct": "in_review",
    "confirm": "in_review",
    "say_signature": "in_review",
    "identify_pages": "in_review",
    "move_pages": "in_review",
    "authorise": "in_review",
    "confirm_mandate": "in_review",
    "undo": "in_review",
}
STATES: Mapping[CaseState, Mapping[Act, CaseState]] = {
    "received": {"read": "read"},
    "read": {"ask": "in_review", "accept": "ready"},
    "in_review": {
        **_REVIEWING,
        "answer": "read",
        "request_supplement": "supplement_requested",
        "approve": "ready",
        "dismiss": "dismissed",
        "withdraw": "withdrawn",
    },
    "supplement_requested": {
        "answer": "read",
        "take_back": "in_review",
        "dismiss": "dismissed",
        "withdraw": "withdrawn",
    },
    "ready": {"register": "registered"},
    "registered": {
        "open_access": "concluded",
        "amend": "registered",
        "reopen": "in_review",
        "withdraw": "withdrawn",
    },
    "concluded": {"tell": "told", "amend": "concluded", "reopen": "in_review"},
    "told": {"amend": "told", "reopen": "in_review"},
    "dismissed": {"reopen": "in_review"},
    "withdrawn": {"reopen": "in_review"},
}

# Where a case has come to its end: nothing more is expected of anybody.
ENDED: frozenset[CaseState] = frozenset({"told", "dismissed", "withdrawn"})

# What no person does.
MACHINES: frozenset[Act] = frozenset({"read", "ask", "accept", "register", "answer", "tell"})

SWEDISH: Mapping[CaseState, str] = {
    "received": "mottaget",
    "read": "läst",
    "in_review": "granskas",
    "supplement_requested": "komplettering begärd",
    "ready": "klart att registrera",
    "registered": "registrerat",
    "concluded": "avtal ingånget",
    "told": "återkopplat",
    "dismissed": "avvisat",
    "withdrawn": "återkallat",
}
ACTS_IN_SWEDISH: Mapping[Act, str] = {
    "read": "läsa",
    "ask": "fråga en person",
    "accept": "godta",
    "register": "registrera",
    "answer": "ta emot ett svar",
    "tell": "återkoppla",
    "correct": "rätta ett fält",
    "confirm": "bekräfta en anmärkning",
    "say_signature": "avgöra underskriften",
    "identify_pages": "säga vad en sida är",
    "move_pages": "flytta sidor",
    "authorise": "svara om behörighet",
    "confirm_mandate": "bekräfta uppdraget",
    "undo": "ångra",
    "request_supplement": "begära komplettering",
    "take_back": "ta tillbaka till granskning",
    "approve": "godkänna",
    "dismiss": "avvisa",
    "withdraw": "återkalla",
    "reopen": "öppna igen",
    "open_access": "öppna åtkomst",
    "amend": "rätta registret",
}


def step(state: CaseState, act: Act) -> CaseState:
    """The state that an act leads to; ActRefused, with what is allowed instead."""
    allowed = STATES[state]
    if act in allowed:
        return allowed[act]
    persons = [ACTS_IN_SWEDISH[one] for one in allowed if one not in MACHINES]
    others = f"Det går att {', '.join(persons)}." if persons else "Vänta tills det är klart."
    told, where = ACTS_IN_SWEDISH[act], SWEDISH[state]
    raise ActRefused(f'Det går inte att {told} för ett ärende i läget "{where}". {others}')
