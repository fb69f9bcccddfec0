"""The pages, a module for each place in the application."""

from webapp.pages import (
    entry,
    home,
    overview,
    people,
    pictures,
    register,
    register_import,
    sign_in,
    single_sign_on,
    upload,
    upload_progress,
)

ROUTERS = (
    sign_in.router,
    single_sign_on.router,
    home.router,
    people.router,
    pictures.router,
    upload_progress.router,
    upload.router,
    register.router,
    register_import.router,  # before the entries: its address would be that of one
    entry.router,
    overview.router,
)
