"""Passwords: argon2id with the library's current parameters (RFC 9106), guesses held back."""

from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from adapters import users
from adapters.guesses import count_guess, take_back
from adapters.store import Store
from domain.errors import ActRefused
from domain.user import User

SHORTEST = 12  # letters (NIST SP 800-63B-4 asks for no mixture of kinds, but for length)

_HASHER = PasswordHasher()
# Verified where there is no such login, so that the answer takes as long.
_NOBODYS = _HASHER.hash("no password of anybody's")


def hash_password(password: str, login: str) -> str:
    """What is kept of a password. ActRefused when it is too easy."""
    if len(password) < SHORTEST:
        raise ActRefused(f"Lösenordet ska ha minst {SHORTEST} tecken.")
    if login.casefold() in password.casefold() or len(set(password)) < SHORTEST // 2:
        raise ActRefused("Lösenordet är för lätt att gissa. Välj ett annat.")
    return _HASHER.hash(password)


def checked(store: Store, login: str, password: str, address: str) -> User:
    """Who this is. ActRefused when login or password is wrong, not saying which; and for a while
    after too many guesses, by login and by address."""
    wait = count_guess(store, login, address, datetime.now(UTC))
    if wait > timedelta():
        minutes = max(1, round(wait.total_seconds() / 60))
        raise ActRefused(f"För många försök. Vänta {minutes} min och försök igen.")
    found = users.by_login(store, login)
    kept = found[1] if found else None
    if not _fits(kept, password) or found is None or not found[0].is_active:
        raise ActRefused("Inloggningsnamnet eller lösenordet är fel.")
    take_back(store, login, address)
    return found[0]


def _fits(kept: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(kept or _NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
