"""What certain requests may be answered beside what any request may (webapp/api/application.py)."""

from typing import Any

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _fault(told: str) -> dict[str, Any]:
    return {"description": told, "content": _PROBLEM}


Statuses = dict[int | str, dict[str, Any]]

NOT_FOUND: Statuses = {404: _fault("It does not exist.")}
# Of acts: on what, and on which version of it.
ACTED: Statuses = {
    **NOT_FOUND,
    400: _fault("The body is not whole, or no JSON."),
    409: _fault("Somebody else has changed it since this version. Nothing was changed."),
}
HANDED_IN: Statuses = {
    400: _fault("The body is not whole."),
    413: _fault("The file is larger than is taken in."),
}
