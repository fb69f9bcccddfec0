"""Knows the command line."""
