"""A real mail server that keeps what comes, and a worker that sends by it."""

import asyncio
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from app.core.db import db
from app.jobs.handlers import Tools
from app.jobs.mail_server import MailServer
from app.jobs.worker import Worker


class Postbox:
    """Keeps what comes. `answers` says what is wrong with a recipient; `hangs_up`: after it has taken a mail, without a
    word."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, str] = {}
        self.hangs_up = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        content = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(content, EmailMessage)
        (to,) = envelope.rcpt_tos
        self.mails.append((to, content))
        if self.hangs_up:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for to, mail in self.mails if to == address]


class Post:
    """A mail server of our own that can be closed and opened, and a worker that sends by it."""

    def __init__(self, app: Flask) -> None:
        self.box, self.app = Postbox(), app
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._controller: Controller | None = None
        server = MailServer(f"smtp://127.0.0.1:{self.port}", "site@example.org")
        self.worker = Worker(app, Tools(site=app.extensions["site"], mail_server=server))

    def open(self) -> None:
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    def work(self) -> None:
        db.session.rollback()  # what this test has read keeps no writer waiting
        self.worker.work_off()
