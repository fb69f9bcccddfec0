"""The pages, a module for each place in the application."""

<<<<<<< HEAD
from webapp.pages import home, people, sign_in, single_sign_on

ROUTERS = (sign_in.router, single_sign_on.router, home.router, people.router)
=======
from webapp.pages import entry, home, overview, register, register_import, sign_in

ROUTERS = (
    sign_in.router,
    home.router,
    register.router,
    register_import.router,  # before the entries: its address would be that of one
    entry.router,
    overview.router,
)
>>>>>>> web_register
