"""What a patient types about themselves, looked at before anything is kept. Pure."""

import re

from app.booking.sealing import Patient
from app.core.errors import Fault, Invalid
from app.core.text import one_line, without_control_characters

NAME_MOST, EMAIL_MOST, PHONE_MOST, NOTE_MOST, ADDRESS_MOST = 120, 254, 30, 200, 300
# Nothing that means something in the head of a mail: neither blanks nor what parts or quotes addresses there (RFC 5322),
# nor "=?", which begins an encoded word: what it says is read as if it stood there (RFC 2047).
_EMAIL = re.compile(r"(?!.*=\?)[^@\s,;:<>()\[\]\\\"]{1,64}@(?:[^@\s,;:<>()\[\]\\\".]+\.)+[^@\s,;:<>()\[\]\\\".]{2,}")
# They turn round what is written after them, also on pages that show a name among other words (Unicode, UAX 9).
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PHONE = re.compile(r"\+?[0-9 ().-]+", re.ASCII)


def patient_of(*, name: str, email: str, phone: str = "", note: str = "", asks_note: bool = False) -> Patient:
    """Who the patient is, in one line each. The note counts only where the practice asks for one. Raises Invalid with a
    fault for each field that cannot be taken."""
    name, phone = _name(name), one_line(phone)
    email = without_control_characters(email).strip()
    note = one_line(note) if asks_note else ""
    faults = [*_name_faults(name), *_email_faults(email), *_phone_faults(phone), *_too_long("note", note, NOTE_MOST)]
    if faults:
        raise Invalid.of(faults)
    return Patient(name=name, email=email, phone=phone, note=note)


def called_in(*, name: str, email: str, phone: str) -> Patient:
    """Somebody on the telephone, who need not have an e-mail address but must be reached somehow. Raises Invalid."""
    name, phone = _name(name), one_line(phone)
    email = without_control_characters(email).strip()
    faults = [*_name_faults(name), *(_email_faults(email) if email else ()), *_phone_faults(phone)]
    if not email and not phone:
        faults.append(Fault("phone", "Type a telephone number or an e-mail address."))
    if faults:
        raise Invalid.of(faults)
    return Patient(name=name, email=email, phone=phone)


def address_of(typed: str) -> str:
    """Where a home visit goes, in its lines. Raises Invalid."""
    lines = (one_line(line) for line in without_control_characters(typed).split("\n"))
    address = "\n".join(filter(None, lines))
    if not address:
        raise Invalid("Type the address that the physiotherapist should come to.", field="address")
    if faults := _too_long("address", address, ADDRESS_MOST):
        raise Invalid.of(faults)
    return address


def first_name(name: str) -> str:
    """What a page says to somebody who has their link: no more of the name than that."""
    return name.split(" ", 1)[0][:40]


def _name(typed: str) -> str:
    return one_line(_TURNS.sub("", typed))


def _name_faults(name: str) -> list[Fault]:
    """A name has a letter, so that somebody can be called by it."""
    return (
        _too_long("name", name, NAME_MOST)
        if any(sign.isalnum() for sign in name)
        else [Fault("name", "Type your name.")]
    )


def _email_faults(email: str) -> list[Fault]:
    if not email:
        return [Fault("email", "Type your e-mail address: the link to cancel or move goes there.")]
    if len(email) > EMAIL_MOST or not email.isprintable() or not _EMAIL.fullmatch(email):
        return [Fault("email", "That is not an e-mail address. Type one such as name@example.org.")]
    return []


def _phone_faults(phone: str) -> list[Fault]:
    digits = sum(sign.isdigit() for sign in phone)
    if not phone or (len(phone) <= PHONE_MOST and 7 <= digits <= 15 and _PHONE.fullmatch(phone)):
        return []
    return [Fault("phone", "That is not a telephone number. You can leave it empty.")]


def _too_long(field: str, text: str, most: int) -> list[Fault]:
    if len(text) <= most:
        return []
    return [Fault(field, f"That has {len(text)} characters; {most} is the most.")]
