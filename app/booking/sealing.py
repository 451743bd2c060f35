"""Who a patient is, sealed before it reaches the database. Pure: the keys are handed in."""

import hmac
import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.core.errors import Unusable

_NO_KEY = "The contact cannot be read: the key that sealed it is not among CONTACT_KEYS."


@dataclass(frozen=True)
class Patient:
    """What a patient told us. `link` is the secret of their link, kept so that later mails can name it.
    `former_email` is the address that was replaced, until it has been told so."""

    name: str
    email: str = ""
    phone: str = ""
    note: str = ""
    address: str = ""
    link: str = ""
    former_email: str = ""


class Sealer:
    """Seals with the first key, opens with any, so that a key can be changed while old rows are there."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._first = Fernet(keys[0])
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._mark_key = hmac.digest(keys[-1].encode(), b"marks", "sha256")

    def seal(self, patient: Patient) -> str:
        return self._fernet.encrypt(json.dumps(asdict(patient)).encode()).decode()

    def open(self, sealed: str) -> Patient:
        """Raises Unusable when none of the keys opens it."""
        try:
            return Patient(**json.loads(self._fernet.decrypt(sealed.encode())))
        except InvalidToken:
            raise Unusable(_NO_KEY) from None

    def seal_anew(self, sealed: str) -> str:
        """The same, sealed with the first key. Raises Unusable when none of the keys opens it."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken:
            raise Unusable(_NO_KEY) from None

    def is_sealed_with_first(self, sealed: str) -> bool:
        """Whether the first key alone opens it."""
        try:
            self._first.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True

    @property
    def marks_by(self) -> str:
        """Tells apart which key marks are made with, and says nothing else about it."""
        return hmac.new(self._mark_key, b"name", sha256).hexdigest()[:16]

    def mark_of_booking(self, ical_uid: str) -> str:
        """The same for a single booking. No address has a blank in it, so none has the same mark."""
        return self.mark(f"booking {ical_uid}")

    def mark(self, email: str) -> str:
        """A name for an address that tells nobody which it is: equal for equal addresses."""
        return hmac.new(self._mark_key, email.strip().casefold().encode(), sha256).hexdigest()
