"""What pydantic finds wrong with what a person has written, in Swedish and without the value."""

from pydantic import ValidationError

# By pydantic's name of the mistake; {x} is what it says of it.
_SAYS = {
    "missing": "saknas",
    "extra_forbidden": "är okänd",
    "greater_than": "måste vara större än {gt}",
    "greater_than_equal": "måste vara minst {ge}",
    "less_than": "måste vara mindre än {lt}",
    "less_than_equal": "får vara högst {le}",
    "int_parsing": "är inget heltal",
    "int_type": "är inget heltal",
    "int_from_float": "är inget heltal",
    "int_parsing_size": "är ett för stort tal",
    "float_parsing": "är inget tal",
    "float_type": "är inget tal",
    "bool_parsing": "måste vara true eller false",
    "bool_type": "måste vara true eller false",
    "string_type": "är ingen text",
    "date_type": "är inget datum som 2026-01-31",
    "date_parsing": "är inget datum som 2026-01-31",
    "date_from_datetime_parsing": "är inget datum som 2026-01-31",
    "date_from_datetime_inexact": "är inget datum som 2026-01-31",
    "literal_error": "måste vara någon av {expected}",
    "tuple_type": "är ingen lista",
    "json_invalid": "är ingen hel JSON",
    "too_short": "har för få värden",
    "too_long": "har för många värden",
    "model_type": "ska bestå av rader med namn: värde",
}


def mistakes(error: ValidationError) -> list[tuple[str, str]]:
    """Where each mistake is ("fields.2.box", "" for the whole) and what it is.

    The value is never told (it may be a secret). A rule of ours says itself what it wants.
    """
    return [
        (".".join(map(str, item["loc"])), _says(item["type"], item.get("ctx", {}), item["msg"]))
        for item in error.errors()
    ]


def _says(kind: str, told: dict[str, object], message: str) -> str:
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    shown = {name: str(value).replace(" or ", " eller ") for name, value in told.items()}
    return _SAYS.get(kind, "har ett värde som inte går att använda").format(**shown)
