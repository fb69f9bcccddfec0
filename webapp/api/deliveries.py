"""Handing in: a file as the body of a request, or as a part of a form. And what became of it."""

import hashlib
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import StringConstraints

from adapters.addresses import parsed
from adapters.counts import progress
from adapters.idempotency import has_handed_in, keep_answer, reserve
from domain.delivery import Delivery, delivery_id
from domain.errors import IntakeError, NotFound
from domain.user import Client
from webapp.access import AtHouse
from webapp.api.access import Following, Uploading
from webapp.api.bodies import Sent, received
from webapp.api.shapes import CaseRef, DeliveryOut, FileRef, Moment, Taken
from webapp.api.statuses import HANDED_IN, NOT_FOUND
from webapp.house import House

router = APIRouter(tags=["deliveries"], prefix="/deliveries")

DeliveryId = Annotated[str, StringConstraints(pattern=r"^d-[0-9a-f]{16}$")]
Key = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]
CREATED = 201
_BINARY = {"schema": {"type": "string", "format": "binary", "minLength": 1}}
_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "sender": {"type": "string", "description": "E-mail address of who sent it."},
        "subject": {"type": "string", "description": "The subject it was sent with."},
    },
}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/pdf": _BINARY,
            "application/octet-stream": _BINARY,
            "multipart/form-data": {"schema": _FORM},
        },
    }
}


@router.post("", status_code=CREATED, responses=HANDED_IN, openapi_extra=BODY)
async def hand_in(
    request: Request,
    response: Response,
    at: AtHouse,
    client: Uploading,
    received_at: Annotated[
        Moment | None, Query(description="When it came, if not now; Swedish time unless it says.")
    ] = None,
    idempotency_key: Annotated[
        Key | None,
        Header(description="The same key and the same file: the same answer. Without: the file's."),
    ] = None,
) -> Taken:
    """Hand in one file. It is on the disk, and will be read, when this is answered."""
    most = at.settings.web_upload_megabytes
    async with received(request, most) as sent:
        taken = await run_in_threadpool(_taken, at, client, sent, (idempotency_key, received_at))
    response.headers["Location"] = f"/api/v1/deliveries/{taken.id}"
    return taken


@router.get("/{delivery}", responses=NOT_FOUND)
def delivery(delivery: DeliveryId, at: AtHouse, client: Following) -> DeliveryOut:
    """What became of a delivery. With the scope upload alone: of one's own, for thirty days."""
    if "read" not in client.scopes and not has_handed_in(at.store, client.id, delivery):
        raise NotFound(f"Det finns ingen leverans {delivery}.")  # as of one that is not there
    found = progress(at.store, delivery)
    return DeliveryOut.model_validate(
        {
            "id": delivery,
            "state": found.state,
            "received_at": found.delivery.received_at,
            "received_basis": found.delivery.received_basis,
            "duplicate_of": found.duplicate_of,
            "pages": found.pages,
            "cases": tuple(CaseRef(id=case, state=state) for case, state in found.cases),
            "files": tuple(
                FileRef(sha256=one.sha256, size=one.size) for one in found.delivery.originals
            ),
        }
    )


def _taken(
    at: House, client: Client, sent: Sent, asked: tuple[str | None, datetime | None]
) -> Taken:
    """Take in what was sent, once for each key. Without one the content is the key.

    The key is written down first, with the time that counts as that of receipt: so whoever is cut
    off and asks again gets the same delivery.
    """
    key, stated = asked
    now = datetime.now(UTC)
    if stated is not None and stated > now:
        raise IntakeError("Tiden för mottagandet ligger i framtiden.")
    sender = _address(sent.sender)
    content = _fingerprint(sent, stated)
    key = f"key {key}" if key else f"content {content}"
    kept = reserve(at.store, client.id, key, content, now)
    if kept.answer is not None:
        return Taken.model_validate(kept.answer)
    original = at.originals.keep(sent.path, sent.name)
    received_at = stated or kept.at
    one = Delivery(
        id=delivery_id("upload", received_at, [original]),
        channel="upload",
        received_at=received_at,
        received_basis="stated" if stated else "upload_sent",
        sender=sender,
        subject=sent.subject or None,
        originals=(original,),
    )
    receipt = at.store.receive(one, now)
    taken = Taken(
        id=one.id,
        status="duplicate" if receipt.duplicate_of else "new",
        duplicate_of=receipt.duplicate_of,
        received_at=received_at,
        sha256=original.sha256,
        size=original.size,
    )
    keep_answer(at.store, client.id, key, CREATED, taken.model_dump(mode="json"))
    return taken


def _fingerprint(sent: Sent, stated: datetime | None) -> str:
    """What makes it the same request again: the file, its name, and what was said of it."""
    said = (sent.sha256, sent.name, sent.sender, sent.subject, stated and stated.isoformat())
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _address(text: str) -> str | None:
    """The sender as it is kept; IntakeError for what is no address."""
    if not text:
        return None
    try:
        return str(parsed(text))
    except ValueError:
        raise IntakeError("sender är ingen e-postadress som namn@kommunen.se.") from None
