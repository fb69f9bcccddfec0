"""Knows Prefect: when, how often again, on which machine."""
