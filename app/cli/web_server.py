"""waitress, as this site is served by it."""

import socket
from typing import TYPE_CHECKING, Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Slow clients must not keep others out: figures in docs/decisions/004-server.md.
SERVER: dict[str, Any] = {
    "threads": 8,
    "connection_limit": 1000,
    "asyncore_use_poll": True,
    "channel_timeout": 20,
    "max_request_body_size": 17 << 20,
    "ident": None,
}


class _Line(HTTPChannel):
    """What one client and the server send each other."""

    def handle_write(self) -> None:
        """Waits where a thread is sending its answer. waitress itself asks again at once and goes on asking, and each
        time that takes the interpreter from the very thread that is waited for: in a rush most of a second went there."""
        with self.outbuf_lock:
            super().handle_write()


def web_server(application: "WSGIApplication", listening: socket.socket) -> BaseWSGIServer:
    """A server on a socket that is bound; `run` serves until `close`."""
    server = create_server(application, sockets=[listening], **SERVER)
    if not isinstance(server, BaseWSGIServer):
        raise TypeError("One socket, one server.")
    server.channel_class = _Line
    return server
