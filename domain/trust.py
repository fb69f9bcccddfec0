"""Whom an electronic signature may come from: data that the extractors are given."""

from domain.value import Value


class Trust(Value):
    """`roots` are certificates (DER) of the issuers that are believed; without any, no electronic
    signature is. `providers` are names of e-signing services: a seal of theirs proves the service
    and not who signed."""

    roots: tuple[bytes, ...] = ()
    providers: tuple[str, ...] = ()
