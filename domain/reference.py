"""The lists that an agreement is checked against, as values; adapters/reference/ loads them."""

from collections.abc import Mapping
from datetime import date

from domain.calibration import Calibration
from domain.value import Value


class Municipality(Value):
    """`domains` are the e-mail and web domains known to be its own, the usual one first."""

    code: str
    name: str
    official_name: str
    trading_alias: str | None = None
    org_no: str
    domains: tuple[str, ...]
    domain_uncertain: bool = False


class Mandate(Value):
    """A municipality's decision to give SKL/SKR the task of managing the service."""

    org_no: str
    decision_date: date
    registry_no: str


class Reference(Value):
    """`postal_codes` maps "12345" to (locality, municipality code); it knows about 82 % of them.
    Without a `calibration` nothing is accepted without a person."""

    municipalities: tuple[Municipality, ...]
    mandates: tuple[Mandate, ...]
    postal_codes: Mapping[str, tuple[str, str]]
    first_names: frozenset[str]
    last_names: frozenset[str]
    calibration: Calibration | None = None
