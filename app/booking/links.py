"""Secrets in links and cookies: 256 random bits, of which only the SHA-256 is stored. And the short names of bookings."""

import secrets
from hashlib import sha256

# Nothing that is taken for another when it is read out: no 0 and O, no 1 and I and L, no 5 and S, no 2 and Z.
_READ_OUT = "346789ABCDEFGHJKMNPQRTUVWXY"


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def new_ref() -> str:
    """Eight signs in two groups: "K7QM-4XTD"; 280 billion of them."""
    signs = "".join(secrets.choice(_READ_OUT) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"
