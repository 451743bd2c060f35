"""Texts that take long to make, kept in this process by what they are made of."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock


class Kept:
    """The newest texts, by what they are made of. Two threads may make the same one: it is the same text."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._texts: OrderedDict[bytes, str] = OrderedDict()
        self._lock = Lock()

    def get(self, made_of: str, make: Callable[[], str]) -> str:
        key = hashlib.sha256(made_of.encode()).digest()
        text = self._texts.get(key)
        if text is None:
            text = make()
            with self._lock:
                self._texts[key] = text
                if len(self._texts) > self._size:
                    self._texts.popitem(last=False)
        return text
