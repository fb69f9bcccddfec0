"""How much one request may bring: counted while it comes, so that nobody fills memory or disk."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from webapp.errors import TooMuch

TOO_MUCH = (
    "Det som skickades är större än vad som tas emot på en gång, och ingenting av det har sparats. "
    "Skicka färre filer åt gången, eller skanna med lägre upplösning."
)
# A browser hears the answer only when it has sent everything: so much of it is thrown away unread,
# in times the limit, before the connection is closed.
HEARD_OUT = 4


class SmallEnough:
    """Refuses a request with a body of more than `most` bytes. TooMuch, raised where it is read."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        """`app` is what answers."""
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        size = 0

        async def receive_counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size <= self._most:
                return message
            while message.get("more_body") and size < HEARD_OUT * self._most:
                message = await receive()
                size += len(message.get("body", b""))
            raise TooMuch(TOO_MUCH)

        await self._app(scope, receive_counted, send)
