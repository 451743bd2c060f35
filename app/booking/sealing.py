"""Who a patient is, sealed before it reaches the database. Pure: the keys are handed in."""

import hmac
import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.core.errors import Unusable


@dataclass(frozen=True)
class Patient:
    """What a patient told us. `link` is the secret of their link, kept so that later mails can name it."""

    name: str
    email: str = ""
    phone: str = ""
    note: str = ""
    address: str = ""
    link: str = ""


class Sealer:
    """Seals with the first key, opens with any, so that a key can be changed while old rows are there."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._mark_key = hmac.digest(keys[-1].encode(), b"marks", "sha256")

    def seal(self, patient: Patient) -> str:
        return self._fernet.encrypt(json.dumps(asdict(patient)).encode()).decode()

    def open(self, sealed: str) -> Patient:
        """Raises Unusable when none of the keys opens it."""
        try:
            return Patient(**json.loads(self._fernet.decrypt(sealed.encode())))
        except InvalidToken:
            raise Unusable("The contact cannot be read: the key that sealed it is not among CONTACT_KEYS.") from None

    def seal_anew(self, sealed: str) -> str:
        """The same, sealed with the first key."""
        return self._fernet.rotate(sealed.encode()).decode()

    def mark(self, email: str) -> str:
        """A name for an address that tells nobody which it is: equal for equal addresses."""
        return hmac.new(self._mark_key, email.strip().casefold().encode(), sha256).hexdigest()
