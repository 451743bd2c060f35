"""What a patient types about themselves."""

import pytest

from app.booking.patients import address_of, first_name, patient_of
from app.core.errors import Invalid
from app.core.text import mail_link


def faults(**typed: str) -> dict[str, str]:
    given = {"name": "Sample Patient", "email": "patient@example.org", **typed}
    with pytest.raises(Invalid) as refusal:
        patient_of(**given, asks_note=True)
    return {fault.field: fault.message for fault in refusal.value.faults}


def test_blanks_and_control_characters_go() -> None:
    found = patient_of(name=" Sample\t \x00Patient\n", email=" patient@example.org\r\n", phone=" 020  7946 0000 ")
    assert (found.name, found.email, found.phone) == ("Sample Patient", "patient@example.org", "020 7946 0000")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    found = faults(name=" ", email="", phone="1", note="x" * 201)
    assert set(found) == {"name", "email", "phone", "note"}
    assert faults(name="x" * 10_000) == {"name": "That has 10000 characters; 120 is the most."}


@pytest.mark.parametrize(
    "email",
    [
        "patient",
        "@example.org",
        "patient@",
        "patient@example",
        "a@b@example.org",
        "a b@example.org",
        "patient@example.org\nBcc: other@example.org",
        "patient@example.org\r\nBcc:other@example.org",
        "patient@example.org\u2028other@example.org",
        "patient@example.org,other@example.org",
        "Sample <patient@example.org>",
        '"x"@example.org',
        "=?utf-8?q?other=40example.org=2c?=@example.org",
        "patient@example..org",
        "patient@.example.org",
        "patient@example\u202e.org",
        "pat\u200bient@example.org",
        f"{'x' * 65}@example.org",
        f"patient@{'x' * 250}.org",
    ],
)
def test_what_is_no_address_of_a_mail(email: str) -> None:
    assert set(faults(email=email)) == {"email"}


@pytest.mark.parametrize("email", ["a@b.uk", "o'brien+hip@mail.example.co.uk", "søren@example.org", "x@bücher.example"])
def test_what_is_one(email: str) -> None:
    assert patient_of(name="Sample", email=email).email == email


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("o'brien+hip@example.org", "mailto:o%27brien+hip@example.org"),
        ("a?bcc=b%40example.org&body=x@example.org", "mailto:a%3Fbcc%3Db%2540example.org%26body%3Dx@example.org"),
        ("søren@example.org", "mailto:s%C3%B8ren@example.org"),
    ],
)
def test_a_mail_to_an_address_goes_to_nobody_else(address: str, link: str) -> None:
    assert mail_link(patient_of(name="Sample", email=address).email) == link


@pytest.mark.parametrize("phone", ["", "020 7946 0000", "+44 (0)20 7946-0000", "02079460000"])
def test_a_telephone_number_may_be_left_out(phone: str) -> None:
    assert patient_of(name="Sample", email="a@example.org", phone=phone).phone == phone


@pytest.mark.parametrize("phone", ["12345", "1" * 16, "0207 946 000x", "٠٢٠٧٩٤٦٠٠٠٠", "0 " * 16])
def test_what_is_no_telephone_number(phone: str) -> None:
    assert set(faults(phone=phone)) == {"phone"}


def test_a_note_counts_only_where_it_is_asked_for() -> None:
    assert patient_of(name="Sample", email="a@example.org", note="x" * 9999).note == ""


def test_an_address_keeps_its_lines() -> None:
    assert address_of(" 1  Sample Street\r\n\n Leeds ") == "1 Sample Street\nLeeds"
    for wrong in (" \n ", "x" * 301):
        with pytest.raises(Invalid):
            address_of(wrong)


def test_only_the_first_name_is_said() -> None:
    assert first_name("Sample Patient") == "Sample"
    assert len(first_name("x" * 100)) == 40
