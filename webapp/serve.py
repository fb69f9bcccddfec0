"""Serves the application, when that is safe."""

from pathlib import Path

import uvicorn
from fastapi import FastAPI

from adapters.settings import Settings
from domain.errors import SettingsError
from webapp.app import create_app
from webapp.demo import add_demo_users, refuse_demo_users
from webapp.house import House
from webapp.single_sign_on import check_settings

OTHERS = 0o077  # of a file's mode: what its group and everybody may


def check_safe(settings: Settings) -> None:
    """SettingsError when what is sent could be read on the way, or a secret is known to others."""
    check_settings(settings)
    given = (settings.web_certificate, settings.web_key)
    if any(given) and not all(given):
        raise SettingsError("ANSLUT_WEB_CERTIFICATE och ANSLUT_WEB_KEY behövs båda.")
    for name, file in zip(("WEB_CERTIFICATE", "WEB_KEY"), given, strict=True):
        if file is not None and not Path(file).is_file():
            raise SettingsError(f"ANSLUT_{name}: {file} finns inte.")
    if settings.web_key and not settings.demo and settings.web_key.stat().st_mode & OTHERS:
        raise SettingsError(
            f"ANSLUT_WEB_KEY: {settings.web_key} kan läsas av andra än dess ägare. Kör chmod 600."
        )
    if settings.demo or settings.web_certificate or settings.web_proxies:
        return
    raise SettingsError(
        "Webbtillämpningen startar inte utan https: lösenord och uppgifter skulle kunna läsas "
        "på vägen. Ange ANSLUT_WEB_CERTIFICATE och ANSLUT_WEB_KEY, eller i ANSLUT_WEB_PROXIES "
        "adressen till den proxy som står framför. För att bara prova: ANSLUT_DEMO=true."
    )


def application(house: House) -> FastAPI:
    """The application over a house, with the demo's users in demo mode and never else."""
    if house.settings.demo:
        add_demo_users(house.store)
    else:
        refuse_demo_users(house.store)
    return create_app(house)


def server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """The server; `run()` serves until it is told to stop."""
    config = uvicorn.Config(
        app,
        host=settings.web_host,
        port=settings.web_port,
        ssl_certfile=settings.web_certificate,
        ssl_keyfile=settings.web_key,
        proxy_headers=bool(settings.web_proxies),
        forwarded_allow_ips=settings.web_proxies or None,
        server_header=False,
        access_log=False,  # addresses of pages hold what people search for
        log_level="warning",
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(config)
