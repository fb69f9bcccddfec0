"""Knows the order of the stages and the policy. No I/O."""
