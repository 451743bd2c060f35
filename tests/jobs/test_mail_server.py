"""Sending by SMTP, against a server of our own on loopback."""

import smtplib
import socket
import threading
from collections.abc import Iterator

import pytest

from app.jobs.mail_server import MailServer, NotTaken, Refused


class _Server(threading.Thread):
    """Says just enough of SMTP to take one mail."""

    def __init__(self, *, offers: bytes = b"AUTH PLAIN", refuses: str = "", hangs_up: str = "") -> None:
        super().__init__(daemon=True)
        self.offers, self.refuses, self.hangs_up = offers, refuses, hangs_up
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.heard: list[str] = []

    def run(self) -> None:
        connection, _ = self.listening.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 here\r\n")
            in_data = False
            for raw in lines:
                line = raw.decode().rstrip("\r\n")
                self.heard.append(line)
                if in_data:
                    in_data = line != "."
                    if not in_data:
                        connection.sendall(b"250 taken\r\n")
                elif self.hangs_up and line.upper().startswith(self.hangs_up):
                    return
                elif line.upper() == "DATA" and self.refuses != "DATA":
                    in_data = True
                    connection.sendall(b"354 go\r\n")
                elif line.upper().startswith("EHLO"):
                    connection.sendall(b"250-here\r\n250 " + self.offers + b"\r\n")
                elif self.refuses and line.upper().startswith(self.refuses):
                    connection.sendall(b"535 no\r\n")
                elif line.startswith("AUTH"):
                    connection.sendall(b"235 welcome\r\n")
                elif line.upper() == "QUIT":
                    connection.sendall(b"221 bye\r\n")
                    return
                else:
                    connection.sendall(b"250 ok\r\n")


@pytest.fixture
def server() -> Iterator[_Server]:
    made = _Server()
    made.start()
    yield made
    made.join(10)
    made.listening.close()


@pytest.mark.parametrize("login", ["", "user:p%40ss@"])
def test_a_mail_is_handed_over_whole(server: _Server, login: str) -> None:
    mails = MailServer(f"smtp://{login}127.0.0.1:{server.port}", "no-reply@example.org")
    mails.send(to="a@example.org", subject="Grüße", text="Line one.\n.\nLine three.\n")
    heard = "\n".join(server.heard)
    assert "mail FROM:<no-reply@example.org>" in heard
    assert "rcpt TO:<a@example.org>" in heard
    assert "Message-ID: <" in heard
    assert "\n..\n" in heard
    assert ("AUTH PLAIN" in heard) is bool(login)


@pytest.mark.parametrize(("offers", "refuses"), [(b"AUTH PLAIN", "AUTH"), (b"STARTTLS", "STARTTLS")])
def test_a_server_that_refuses_the_login_or_tls_gets_no_mail(offers: bytes, refuses: str) -> None:
    server = _Server(offers=offers, refuses=refuses)
    server.start()
    mails = MailServer(f"smtp://user:pass@127.0.0.1:{server.port}", "no-reply@example.org")
    with pytest.raises(smtplib.SMTPException):
        mails.send(to="a@example.org", subject="", text="")
    server.join(10)
    server.listening.close()
    assert not any(line.lower().startswith("mail from") for line in server.heard)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_nobody_there_is_an_error_for_the_job(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises((OSError, smtplib.SMTPException)):
        MailServer(f"{scheme}://127.0.0.1:{port}", "a@example.org").send(to="b@example.org", subject="", text="")


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org, b@example.org",
        "a b@example.org",
        "<a@example.org>",
        "example.org",
        "@example.org",
        "a@",
        "grün@example.org",
        "=?utf-8?q?b=40example.org=2c?=@example.org",
        "a@example..org",
    ],
)
def test_what_is_not_one_address_never_reaches_a_server(address: str) -> None:
    with pytest.raises(Refused, match="no address that") as refusal:
        MailServer("smtp://127.0.0.1:1", "no-reply@example.org").send(to=address, subject="", text="")
    assert address not in str(refusal.value)


def test_a_line_break_in_a_subject_is_refused() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        MailServer("smtp://127.0.0.1:1", "no-reply@example.org").send(
            to="a@example.org", subject="Hello\r\nBcc: b@example.org", text=""
        )


def test_a_domain_of_other_letters_is_written_as_servers_know_it(server: _Server) -> None:
    mails = MailServer(f"smtp://127.0.0.1:{server.port}", "no-reply@example.org")
    mails.send(to="a@bücher.example", subject="", text="", html="<p>Grüße</p>")
    heard = "\n".join(server.heard)
    assert "rcpt TO:<a@xn--bcher-kva.example>" in heard
    assert heard.isascii()


@pytest.mark.parametrize(
    ("refuses", "hangs_up", "raised"), [("MAIL", "", Refused), ("DATA", "", Refused), ("", "RCPT", NotTaken)]
)
def test_before_the_mail_is_on_its_way_there_is_no_doubt(refuses: str, hangs_up: str, raised: type[Exception]) -> None:
    server = _Server(refuses=refuses, hangs_up=hangs_up)
    server.start()
    with pytest.raises(raised):
        MailServer(f"smtp://127.0.0.1:{server.port}", "no-reply@example.org").send(
            to="a@example.org", subject="", text=""
        )
    server.join(10)
    server.listening.close()
