"""Ports and answers, asked of real sockets on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from portal.serving import programs

HOST = "127.0.0.1"


@pytest.fixture
def teapot() -> Iterator[int]:
    """The port of somebody who answers one request, and not with success."""
    with socket.create_server((HOST, 0)) as listening:
        thread = threading.Thread(target=_answer_once, args=[listening])
        thread.start()
        yield listening.getsockname()[1]
        thread.join(timeout=10)


def _answer_once(listening: socket.socket) -> None:
    connection, _address = listening.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n")


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    port = programs.free_port(HOST)
    assert programs.is_free(HOST, port)
    with socket.create_server((HOST, port)):
        assert not programs.is_free(HOST, port)


def test_any_answer_is_an_answer(teapot: int) -> None:
    assert programs.answering(HOST, teapot)()


def test_who_listens_everywhere_is_reached_on_loopback(teapot: int) -> None:
    assert programs.answering("", teapot)()


def test_nobody_there_is_no_answer() -> None:
    assert not programs.answering(HOST, programs.free_port(HOST))()
