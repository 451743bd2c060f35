"""How the site's server waits. The real waitress; what comes over its lines is tested in the journeys and the clients."""

import socket
import threading
from collections.abc import Iterator

import pytest
from waitress.server import BaseWSGIServer

from app.cli.web_server import web_server


@pytest.fixture
def server() -> Iterator[BaseWSGIServer]:
    server = web_server(lambda environ, start: [], socket.create_server(("127.0.0.1", 0)))
    yield server
    server.close()


def test_the_server_waits_while_a_thread_sends_its_answer(server: BaseWSGIServer) -> None:
    ours, theirs = socket.socketpair()
    line = server.channel_class(server, ours, ("127.0.0.1", 1), server.adj, map={})
    asking = threading.Thread(target=line.handle_write, daemon=True)
    with line.outbuf_lock:  # as a thread that sends has it
        asking.start()
        asking.join(timeout=0.2)
        assert asking.is_alive()
    asking.join(timeout=10)
    assert not asking.is_alive()
    line.close()
    theirs.close()
