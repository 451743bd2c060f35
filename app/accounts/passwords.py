"""Passwords: argon2id with OWASP's figures (19 MiB, two passes, one lane), never inside a transaction."""

import threading

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.core.errors import Fault

MIN_LENGTH, MAX_LENGTH = 12, 128

_hasher = PasswordHash((Argon2Hasher(memory_cost=19456, time_cost=2, parallelism=1),))
# Each hash takes 19 MiB and a core: a crowd at the door waits its turn instead of taking the machine down.
_turns = threading.BoundedSemaphore(2)
# Verified when there is no such user, so that the answer takes as long as for a wrong password.
_DUMMY = _hasher.hash("nobody's password")


def hashed(password: str) -> str:
    with _turns:
        return _hasher.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether `password` is the one `stored`; as slow and always False when there is none."""
    with _turns:
        right = _hasher.verify(password[: MAX_LENGTH + 1], stored or _DUMMY)
    return right and stored is not None


def faults(password: str, *, field: str = "password") -> list[Fault]:
    """What is wrong with a new password. Length only: composition rules make passwords worse."""
    if len(password) < MIN_LENGTH:
        return [Fault(field, f"Use at least {MIN_LENGTH} characters; a few words in a row are fine.")]
    if len(password) > MAX_LENGTH:
        return [Fault(field, f"Use at most {MAX_LENGTH} characters.")]
    if len(set(password)) < 4 or password.lower() in _COMMON:
        return [Fault(field, "That password is one of the first that anybody would try.")]
    return []


_COMMON = frozenset(
    {
        "password1234",
        "passwordpassword",
        "123456789012",
        "qwertyuiop12",
        "letmeinletmein",
        "physiotherapy",
        "administrator",
    }
)
