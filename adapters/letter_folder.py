"""Letters written to a folder, a file for each: for the demo, and to look at before a server is."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from adapters.message import Sender, message
from adapters.reason import reason
from domain.errors import MailUnreachable
from domain.notice import Notice


class FolderNotifier:
    """pipeline.ports.Notifier over a folder. The same letter again takes the place of the first."""

    def __init__(self, folder: Path, sender: Sender) -> None:
        """`folder` is made when the first letter comes."""
        self._folder = folder
        self._sender = sender

    def send(self, notice: Notice, message_id: str, at: datetime) -> None:
        """Write the letter; on return it is on the disk, whole."""
        made = message(notice, message_id, self._sender, at)
        name = f"{notice.kind}-{message_id.strip('<>').partition('@')[0]}.eml"
        half = self._folder / f".{name}.{os.getpid()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with half.open("wb") as file:
                file.write(made.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            half.replace(self._folder / name)
        except OSError as error:
            with suppress(OSError):
                half.unlink()
            raise MailUnreachable(
                f"{self._folder}: brevet kan inte skrivas ({reason(error)}). Rätta mappen i "
                "ANSLUT_LETTERS_DIR."
            ) from None
