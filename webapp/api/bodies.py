"""What programs send, saved to a file as it comes, and never more of it than is taken."""

import hashlib
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect
from starlette.types import Message

from domain.errors import IntakeError
from webapp.errors import TooMuch

MEGABYTE = 1_000_000
SLACK = 100_000  # bytes of a form beside its file
LONGEST_NAME = 200
LONGEST_LINE = 500
NAMELESS = "fil"
_NAME = re.compile(r"""filename(?P<is_coded>\*)?=(?:UTF-8'[^']*')?"?(?P<name>[^";]+)"?""", re.I)


@dataclass(frozen=True)
class Sent:
    """A file that was sent, and what was said of it; "" where nothing was."""

    path: Path
    name: str
    sha256: str
    sender: str = ""
    subject: str = ""


@asynccontextmanager
async def received(request: Request, most: int) -> AsyncIterator[Sent]:
    """The file of a request, at most `most` megabytes, for as long as the block.

    TooMuch; IntakeError when there is none; HTTPException (400) when what was sent is not whole.
    """
    limited = _limited(request, most)
    with tempfile.TemporaryDirectory(prefix="anslut-api-") as folder:
        path = Path(folder) / "sent"
        try:
            if request.headers.get("content-type", "").startswith("multipart/form-data"):
                sent = await _of_form(limited, path)
            else:
                sent = await _of_body(limited, path)
        except ClientDisconnect:
            raise HTTPException(400) from None
        if path.stat().st_size == 0:
            raise IntakeError("Filen är tom. Ingenting togs emot.")
        if path.stat().st_size > most * MEGABYTE:
            raise _too_much(most)
        yield sent


async def _of_body(request: Request, path: Path) -> Sent:
    """The body is the file; its name stands in Content-Disposition, if anywhere."""
    digest = hashlib.sha256()
    with path.open("wb") as target:
        async for chunk in request.stream():
            digest.update(chunk)
            target.write(chunk)
    named = _NAME.search(request.headers.get("content-disposition", ""))
    name = named["name"] if named else ""
    return Sent(
        path, plain_name(unquote(name) if named and named["is_coded"] else name), digest.hexdigest()
    )


async def _of_form(request: Request, path: Path) -> Sent:
    """The file is a part of a form, beside what is said of it."""
    async with request.form(max_files=1, max_fields=10) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise IntakeError("Formuläret har ingen fil: delen ska heta file.")
        with path.open("wb") as target:
            digest = await _copied(file, target)
        said = {key: _line(form.get(key)) for key in ("sender", "subject")}
        return Sent(path, plain_name(file.filename or ""), digest, **said)


async def _copied(file: UploadFile, target: IO[bytes]) -> str:
    """Copy a part that was received; its SHA-256."""
    digest = hashlib.sha256()
    while chunk := await file.read(MEGABYTE):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _limited(request: Request, most: int) -> Request:
    """The request, of which no more is received than may be. What says beforehand that it is more
    is refused at once."""
    limit = most * MEGABYTE + SLACK
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said[:18]) > limit:
        raise _too_much(most)
    come = 0

    async def receive() -> Message:
        nonlocal come
        message = await request.receive()
        come += len(message.get("body", b""))
        if come > limit:
            raise _too_much(most)
        return message

    return Request(request.scope, receive)


def _too_much(most: int) -> TooMuch:
    return TooMuch(f"Filen är större än {most} MB. Ingenting togs emot.")


def plain_name(name: str) -> str:
    """A file's name as it is kept: without folders, and with a question mark for what is no
    printable sign.

    >>> plain_name("C:\\\\skannat\\\\avtal\\x00.pdf"), plain_name("../passwd"), plain_name("")
    ('avtal?.pdf', 'passwd', 'fil')
    """
    last = re.split(r"[/\\]", name)[-1].strip()
    shown = "".join(sign if sign.isprintable() else "?" for sign in last)
    return shown[-LONGEST_NAME:] or NAMELESS


def _line(value: object) -> str:
    """A line that was said of the file."""
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > LONGEST_LINE or not text.isprintable():
        raise IntakeError(f"sender och subject är var sin rad om högst {LONGEST_LINE} tecken.")
    return text
