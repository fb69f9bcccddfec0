"""anslut web: the web application, on the embedded default or behind whatever the settings name."""

import threading
from contextlib import suppress

from adapters.settings import Settings, load_settings
from cli.exits import Exit
from cli.words import err
from domain.errors import AnslutError
from webapp.drawing import get_warm
from webapp.house import House, open_house
from webapp.serve import application, check_safe, server


def web() -> Exit:
    """Serve until Ctrl-C."""
    settings = load_settings()
    check_safe(settings)
    with open_house(settings) as house:
        serving = server(application(house), settings)
        err.print(f"Öppna {address(settings)} · avsluta med Ctrl-C", highlight=False)
        threading.Thread(target=warm, args=(house,), daemon=True).start()
        serving.run()
    return Exit.OK


def warm(house: House) -> None:
    """Have the processes that draw started before the first picture is asked for."""
    with suppress(AnslutError):  # the first picture tells of it
        house.drawers.run(get_warm)


def address(settings: Settings) -> str:
    """Where the application is, as written in a browser."""
    scheme = "https" if settings.web_certificate else "http"
    return f"{scheme}://{settings.web_host}:{settings.web_port}/"
