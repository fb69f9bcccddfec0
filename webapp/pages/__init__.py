"""The pages, a module for each place in the application."""

from webapp.pages import (
    case,
    case_acts,
    case_ways,
    home,
    letters,
    pictures,
    queue,
    samples,
    sign_in,
)

ROUTERS = (
    sign_in.router,
    home.router,
    queue.router,
    case.router,
    case_acts.router,
    case_ways.router,
    letters.router,
    samples.router,
    pictures.router,
)
