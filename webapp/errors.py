"""What can be wrong with a request, beside the errors of the core (domain.errors)."""


class SignedOut(Exception):
    """Nobody has signed in, or the session is over. `goes_to` is where to go on afterwards."""

    def __init__(self, goes_to: str) -> None:
        """`goes_to` is a path of ours."""
        super().__init__("signed out")
        self.goes_to = goes_to


class Forbidden(Exception):
    """The visitor's role does not allow it."""


class Forged(Exception):
    """An act without the secret of its session: another site may have had it sent."""


class TooMuch(Exception):
    """More was sent than is taken; the message says what and how much is."""
