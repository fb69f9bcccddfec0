"""The originals: a folder addressed by content. A file is written once and never again."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from adapters.reason import reason
from domain.delivery import Original
from domain.errors import IntakeError, NotFound, StoreError

CHUNK = 1024 * 1024  # bytes


class Originals:
    """`<folder>/<first two digits>/<SHA-256>`, read-only files, the bytes exactly as received."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first original comes."""
        self._folder = folder

    def keep(self, source: Path, name: str = "") -> Original:
        """Copy a file in, and have it on the disk (not only in its cache) before returning. It is
        called `name`, or as the file is.

        IntakeError when the source cannot be read, StoreError when the copy cannot be written.
        """
        try:
            stream = source.open("rb")
        except OSError as error:
            raise _unreadable(source, error) from error
        with stream:
            return self._keep(_chunks(stream, source), name or _name(source))

    def keep_bytes(self, content: bytes, name: str) -> Original:
        """Keep what was made here, like an original: on the disk before returning. StoreError."""
        return self._keep(iter([content]), name)

    @contextmanager
    def incoming(self) -> Iterator["Incoming"]:
        """A file that comes piece by piece. Unless it is kept before the block ends, nothing of it
        is left. StoreError when it cannot be written."""
        with self._translated():
            self._folder.mkdir(parents=True, exist_ok=True)
            coming = Incoming(self)
        try:
            yield coming
        finally:
            coming.abandon()

    def path(self, sha256: str) -> Path:
        """Where the original lies, after its bytes were read and found unchanged."""
        path = self._place(sha256)
        try:
            with path.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            raise NotFound(f"Originalet {sha256} finns inte i {self._folder}.") from None
        except OSError as error:
            raise StoreError(f"{path}: {reason(error)}. Kontrollera disken.") from error
        if found != sha256:
            raise StoreError(
                f"{path}: innehållet har ändrats sedan mottagandet. Återställ filen från "
                "säkerhetskopian."
            )
        return path

    def read(self, sha256: str) -> bytes:
        """The original's bytes, verified."""
        return self.path(sha256).read_bytes()

    def remove(self, sha256: str) -> None:
        """Remove the bytes, at disposal only; what is not there is left so. StoreError."""
        path = self._place(sha256)
        try:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                _sync_folder(path.parent)
        except OSError as error:
            raise StoreError(f"{path}: filen kan inte tas bort ({reason(error)}).") from error

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def _keep(self, chunks: Iterator[bytes], name: str) -> Original:
        with self.incoming() as coming:
            for chunk in chunks:
                coming.write(chunk)
            return coming.keep(name)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """What the disk refuses, as a StoreError."""
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"{self._folder}: originalet kunde inte sparas ({reason(error)}). "
                "Kontrollera utrymme och rättigheter."
            ) from error

    def _settle(self, temporary: Path, sha256: str) -> None:
        """Give the copy its name, unless the same bytes are there already and whole."""
        place = self._place(sha256)
        if place.exists():
            self.path(sha256)
            return
        place.parent.mkdir(exist_ok=True)
        temporary.chmod(0o440)
        temporary.replace(place)
        _sync_folder(place.parent)
        _sync_folder(self._folder)


class Incoming:
    """A file on its way in: written beside the others under a name of its own, hashed meanwhile."""

    def __init__(self, originals: Originals) -> None:
        """As `Originals.incoming` makes it: OSError when the file cannot be made."""
        self._originals = originals
        handle, name = tempfile.mkstemp(dir=originals._folder, prefix=".in-")
        self._target = os.fdopen(handle, "wb")
        self._temporary = Path(name)
        self._digest = hashlib.sha256()
        self.size = 0  # bytes so far

    def write(self, chunk: bytes) -> None:
        """The next piece. StoreError."""
        self._digest.update(chunk)
        with self._originals._translated():
            self.size += self._target.write(chunk)

    def keep(self, name: str) -> Original:
        """It is whole: have it on the disk, as an original, before returning. StoreError."""
        sha256 = self._digest.hexdigest()
        with self._originals._translated():
            self._target.flush()
            os.fsync(self._target.fileno())
            self._target.close()
            self._originals._settle(self._temporary, sha256)
        return Original(sha256=sha256, name=name, size=self.size)

    def abandon(self) -> None:
        """Leave nothing but what was kept."""
        with suppress(OSError):  # of what could not be written before
            self._target.close()
        with self._originals._translated():
            self._temporary.unlink(missing_ok=True)


def _chunks(stream: IO[bytes], source: Path) -> Iterator[bytes]:
    """What the source holds. IntakeError when it cannot be read: our store has no part in that."""
    try:
        while chunk := stream.read(CHUNK):
            yield chunk
    except OSError as error:
        raise _unreadable(source, error) from error


def _unreadable(source: Path, error: OSError) -> IntakeError:
    return IntakeError(f"{source}: filen kan inte läsas ({reason(error)}).")


def _name(source: Path) -> str:
    """The file's name with its folder's, since many are called the same; bytes that are no UTF-8
    as question marks."""
    name = f"{source.parent.resolve().name}/{source.name}".removeprefix("/")
    return name.encode(errors="replace").decode()


def _sync_folder(folder: Path) -> None:
    """Have a folder's entries on the disk: a rename is lost with the power otherwise."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
