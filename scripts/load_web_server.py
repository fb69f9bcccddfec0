"""The web application as scripts/load-web starts it, in a process of its own: as `anslut web`, and
each answer says how long it took here.

What is counted is from when a request has come to when its answer begins, with the time that it
waited for a thread; the way over the network is not.
"""

import time
from contextlib import suppress

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.settings import load_settings
from webapp.drawing import get_warm
from webapp.house import open_house
from webapp.serve import application, server

TOOK = "Server-Timing"  # W3C Server Timing: app;dur=milliseconds


class Timed:
    """Adds to each answer how long it took to begin."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` is what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = 1000 * (time.perf_counter() - began)
                MutableHeaders(scope=message)[TOOK] = f"app;dur={took:.1f}"
            await send(message)

        await self._app(scope, receive, send_timed)


def main() -> None:
    """Serve until told to stop."""
    settings = load_settings()
    with open_house(settings) as house:
        app = application(house)
        app.add_middleware(Timed)
        house.drawers.run(get_warm)
        with suppress(KeyboardInterrupt):  # of uvicorn's, once it has ended
            server(app, settings).run()


if __name__ == "__main__":
    main()
