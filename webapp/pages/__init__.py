"""The pages, a module for each place in the application."""

from webapp.pages import home, people, programs, sign_in, single_sign_on

ROUTERS = (sign_in.router, single_sign_on.router, home.router, people.router, programs.router)
