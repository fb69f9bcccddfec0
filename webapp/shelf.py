"""Finished pictures, kept in memory for a while and nowhere else."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock

Pictures = tuple[bytes, ...]


class Shelf:
    """The pictures that were asked for last, at most so many bytes of them. Whoever asks for what
    is being made waits for that: nothing is made twice at a time."""

    def __init__(self, most: int) -> None:
        """`most`: bytes."""
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, Pictures] = OrderedDict()
        self._making: dict[Hashable, Future[Pictures]] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Pictures]) -> Pictures:
        """What is kept under a key; else it is made. What `make` raises, all who wait get, and
        nothing is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            waited_for = self._making.get(key)
            if waited_for is None:
                mine = self._making[key] = Future[Pictures]()
        return waited_for.result() if waited_for else self._made(key, mine, make)

    def _made(
        self, key: Hashable, mine: Future[Pictures], make: Callable[[], Pictures]
    ) -> Pictures:
        try:
            pictures = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            mine.set_exception(error)
            raise
        with self._lock:
            del self._making[key]
            self._keep(key, pictures)
        mine.set_result(pictures)
        return pictures

    def _keep(self, key: Hashable, pictures: Pictures) -> None:
        self._kept[key] = pictures
        self._size += _bytes(pictures)
        while self._size > self._most:
            _, gone = self._kept.popitem(last=False)
            self._size -= _bytes(gone)


def _bytes(pictures: Pictures) -> int:
    return sum(map(len, pictures))
