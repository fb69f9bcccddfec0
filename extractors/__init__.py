"""Knows PDF, pixels and characters: a document's bytes to what the paper says.

No database, network or clock.
"""
