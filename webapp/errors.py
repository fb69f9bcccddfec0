"""What can be wrong with a request, beside the errors of the core (domain.errors)."""


class SignedOut(Exception):
    """Nobody has signed in, or the session is over. `goes_to` is where to go on afterwards."""

    def __init__(self, goes_to: str) -> None:
        """`goes_to` is a path of ours."""
        super().__init__("signed out")
        self.goes_to = goes_to


class MustChange(Exception):
    """The visitor has a password that somebody else has given them, and has to choose another."""


class Forbidden(Exception):
    """The visitor's role does not allow it."""


class Forged(Exception):
    """An act without the secret of its session: another site may have had it sent."""


class TooMuch(Exception):
    """More was sent than is taken; the message says what and how much is."""


class NoToken(Exception):
    """A program without a token, or with one that is nobody's."""


class OutOfScope(Forbidden):
    """The program's token does not reach so far; the message says which scope it takes."""


class TooOften(Exception):
    """More requests than one program may make; `wait` is after how many seconds it may again."""

    def __init__(self, wait: int) -> None:
        """`wait` in whole seconds, 1 or more."""
        super().__init__(f"Programmet frågar för ofta. Försök igen om {wait} s.")
        self.wait = wait
