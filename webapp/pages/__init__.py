"""The pages, a module for each place in the application."""

from webapp.pages import home, pictures, sign_in

ROUTERS = (sign_in.router, home.router, pictures.router)
