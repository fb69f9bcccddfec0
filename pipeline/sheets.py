"""Separator sheets for who may not make them itself: run in a worker process."""


def separator_sheets(count: int) -> bytes:
    """A PDF of `count` sheets to lay between agreements. Loads the PDF library where it runs."""
    from extractors.separator import separator_sheets as made

    return made(count)
