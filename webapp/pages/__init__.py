"""The pages, a module for each place in the application."""

from webapp.pages import (
    case,
    case_acts,
    case_ways,
    entry,
    home,
    letters,
    overview,
    people,
    pictures,
    programs,
    queue,
    register,
    register_import,
    samples,
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
    queue.router,
    case.router,
    case_acts.router,
    case_ways.router,
    letters.router,
    samples.router,
    pictures.router,
    programs.router,
    upload_progress.router,
    upload.router,
    register.router,
    register_import.router,  # before the entries: its address would be that of one
    entry.router,
    overview.router,
)
