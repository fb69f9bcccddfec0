"""Touches the world: settings, database, originals, reference lists, worker processes."""
