"""Knows what a right agreement is: facts to findings, by pure functions."""
