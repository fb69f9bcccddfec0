"""The pages, a module for each place in the application."""

<<<<<<< HEAD
from webapp.pages import home, pictures, sign_in

ROUTERS = (sign_in.router, home.router, pictures.router)
=======
from webapp.pages import home, people, sign_in, single_sign_on

ROUTERS = (sign_in.router, single_sign_on.router, home.router, people.router)
>>>>>>> main
