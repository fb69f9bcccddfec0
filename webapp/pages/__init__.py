"""The pages, a module for each place in the application."""

from webapp.pages import home, sign_in, upload, upload_progress

ROUTERS = (sign_in.router, home.router, upload_progress.router, upload.router)
