"""Verifierade, the Party in the register: is it there, and what is the new agreement to it?"""

from collections.abc import Iterable

from domain.agreement import Agreement
from domain.facts import Facts
from domain.judgement import Finding
from domain.register import Connection, board_key
from validators import municipalities
from validators.catalogue import CATALOGUE
from validators.proposal import Proposal, Proposed, is_same_board, propose

_NAME = "party.municipality_name"
_NUMBER = "party.org_no"
_BOARD = "party.board_name"
_CODES: dict[Proposed, str] = {
    "replacement": "verified.party_replaced",
    "contacts": "verified.party_contacts",
    "duplicate": "verified.party_duplicate",
}


def party_known(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """The Party, a number and a board, already stands in the register, perhaps with its board
    written in another way ("Socialnämnd", "Socialnämnden i Habo"). What the agreement then seems to
    be is proposed, as far as the entry is at hand."""
    number, board = agreement.value(_NUMBER), agreement.value(_BOARD)
    if number is None or board is None:
        return
    keys = {*facts.registered, *(one.key for one in facts.entries)}
    owner = municipalities.by_number(number, facts.reference)
    if not any(no == number and is_same_board(known, board, owner) for no, known in keys):
        return
    party = (agreement.value(_NAME) or number, board)
    entry = entry_of(agreement, facts)
    if entry is None:
        yield CATALOGUE["verified.party_known"].finding((_NUMBER, _BOARD), *party)
        return
    proposal = propose(agreement, entry, facts.reference)
    yield _said(proposal, party)


def entry_of(agreement: Agreement, facts: Facts) -> Connection | None:
    """The entry of the agreement's Party: the one of its very board, else the only one whose board
    is written in another way. None when there is none, or no telling which."""
    number, board = agreement.value(_NUMBER), agreement.value(_BOARD)
    if number is None or board is None:
        return None
    owner = municipalities.by_number(number, facts.reference)
    of_number = [one for one in facts.entries if one.org_no == number]
    exact = [one for one in of_number if one.key == (number, board_key(board))]
    same = exact or [one for one in of_number if is_same_board(one.board, board, owner)]
    return same[0] if len(same) == 1 else None


def other_case(agreement: Agreement, facts: Facts) -> Iterable[Finding]:
    """Another agreement of the Party waits for a person, or for what was asked for."""
    number, board = agreement.value(_NUMBER), agreement.value(_BOARD)
    if number is None or board is None:
        return
    owner = municipalities.by_number(number, facts.reference)
    others = [
        one.case
        for one in facts.open_cases
        if one.org_no == number and is_same_board(one.board_key, board, owner)
    ]
    if others:
        party = (agreement.value(_NAME) or number, board)
        yield CATALOGUE["verified.case_open"].finding(
            (_NUMBER, _BOARD), *party, ", ".join(sorted(others))
        )


def _said(proposal: Proposal, party: tuple[str, str]) -> Finding:
    """The finding's fields are those that differ; of a duplicate, those that say who it is."""
    return CATALOGUE[_CODES[proposal.kind]].finding(proposal.differing or (_NUMBER, _BOARD), *party)
