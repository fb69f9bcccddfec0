"""The API for programs, at /api/v1: the acts of the web and the command line, by the same
functions. docs/api.md tells how it is used."""

from webapp.api.application import create_api

__all__ = ["create_api"]
