"""anslut web: the web application, on the embedded default or behind whatever the settings name."""

from adapters.settings import Settings, load_settings
from cli.exits import Exit
from cli.words import err
from webapp.house import open_house
from webapp.serve import application, check_safe, server


def web() -> Exit:
    """Serve until Ctrl-C."""
    settings = load_settings()
    check_safe(settings)
    with open_house(settings) as house:
        serving = server(application(house), settings)
        err.print(f"Öppna {address(settings)} · avsluta med Ctrl-C", highlight=False)
        serving.run()
    return Exit.OK


def address(settings: Settings) -> str:
    """Where the application is, as written in a browser."""
    scheme = "https" if settings.web_certificate else "http"
    return f"{scheme}://{settings.web_host}:{settings.web_port}/"
