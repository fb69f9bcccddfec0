"""Ends a group of processes when this process dies, of whatever cause (also SIGKILL)."""

import os
import subprocess
from contextlib import suppress


class Undertaker:
    """A shell that waits on a pipe of which this process alone holds the other end.

    When this process dies the kernel closes the pipe, and the shell ends the whole group.
    """

    def __init__(self, group: int) -> None:
        """`group` is the id of a process group, as os.setsid() makes it."""
        reading, writing = os.pipe()
        self._lifeline: int | None = writing
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", 'read -r _; kill -s KILL -- "-$0"', str(group)],
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(reading)

    def bury(self) -> None:
        """End now what is left of the group."""
        if self._lifeline is not None:
            with suppress(OSError):
                os.close(self._lifeline)
            self._lifeline = None
            self._shell.wait()
