"""Entries in the register of a real store, registered and imported now, for tests of the web."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from adapters.cases import acting
from adapters.settings import TIMEZONE
from adapters.store import Store
from domain.case import Case
from domain.delivery import Delivery, Original, delivery_id
from pipeline.settle import settle
from tests.builders import facts, file, page

HEAD = (
    "Organisationsnummer;Kommun;Nämnd;Postadress;Postnummer;Ort;Kontaktperson;E-post;"
    "Underskrivet;Underskrivet av\n"
)
FALUN = (
    "212000-2221;Falu kommun;Socialnämnden;Myntgatan 45;791 83;Falun;Karin Berg;"
    "karin.berg@falun.se;2020-03-02;Anna Lindqvist\n"
)
MORA = (
    "212000-2213;Mora kommun;Socialnämnden;Fredsgatan 16;792 80;Mora;Anna-Karin Berg;"
    "anna-karin.berg@morakommun.se;2021-04-06;Maria Berg\n"
)
NO_ADDRESS = MORA.replace("Socialnämnden", "Arbetsmarknadsnämnden").replace("anna-karin.berg@", "")


def now() -> datetime:
    """By Swedish clocks."""
    return datetime.now(TIMEZONE)


def signed_on() -> date:
    """When the agreements of these tests were signed."""
    return now().date() - timedelta(days=14)


def put_in(
    store: Store,
    content: str,
    written: Mapping[str, str] | None = None,
    share: float = 0.0,
) -> Case:
    """A case of an agreement that came an hour ago, but today: faultless, but for what is
    `written`. Without a fault it is registered; `share` of those are drawn for blind checks."""
    at = now()
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    came = max(at - timedelta(hours=1), midnight)
    data = content.encode()
    original = Original(sha256=hashlib.sha256(data).hexdigest(), name="avtal.pdf", size=len(data))
    one = Delivery(
        id=delivery_id("scan", came, [original]),
        channel="scan",
        received_at=came,
        received_basis="scanned",
        originals=(original,),
    )
    store.receive(one, came)
    texts = {"signature.date": signed_on().isoformat(), **(written or {})}
    reading = file(*(page(n, written=texts) for n in (1, 2, 3)))
    with acting(store, at, share) as tx:
        return settle(one, (reading,), tx, facts(received_on=came.date()), at)[0]
