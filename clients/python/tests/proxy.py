"""A TCP proxy before the server that hurts connections as told, one request at a time."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from typing import Callable, Optional

from server import free_port

#: What becomes of a connection's bytes; given the request's first bytes, a whole HTTP answer in place of the server's.
Reply = Callable[[bytes], Optional[bytes]]


class Proxy:
    """`mode`: pass · refuse: nobody listens · hang: taken, never answered · swallow: carried out, its answer is lost ·
    answer: what `reply` gives, or the server's answer where that is None."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mode = "pass"
        self.reply: Reply = lambda _request: None
        self.requests: list[bytes] = []
        self._open: set[socket.socket] = set()
        self._listener: Optional[socket.socket] = None
        self._closed = False
        self.listen()

    def set(self, mode: str, reply: Optional[Reply] = None) -> None:
        """From now on, for the connections that are open too: those are broken."""
        self.mode = mode
        if reply is not None:
            self.reply = reply
        if mode == "refuse":
            self._stop_listening()
        elif self._listener is None:
            self.listen()
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def listen(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def close(self) -> None:
        self._closed = True
        self.set("refuse")

    def _stop_listening(self) -> None:
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            self._open.add(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        upstream: Optional[socket.socket] = None
        hangs = False
        try:
            while True:
                data = client.recv(1 << 20)
                if not data:
                    return
                self.requests.append(data)
                # For good: the rest of a request whose beginning went nowhere would be taken for another one.
                hangs = hangs or self.mode == "hang"
                if hangs:
                    continue
                canned = self.reply(data) if self.mode == "answer" else None
                if canned is not None:
                    _hear_out(client, data)
                    client.sendall(canned)
                    continue
                if upstream is None:
                    upstream = socket.create_connection(("127.0.0.1", self.target))
                    threading.Thread(target=self._return, args=(upstream, client), daemon=True).start()
                upstream.sendall(data)
        except OSError:
            pass
        finally:
            self._open.discard(client)
            for one in (client, upstream):
                if one is not None:
                    with contextlib.suppress(OSError):
                        one.shutdown(socket.SHUT_RDWR)  # wakes whoever reads from it
                    one.close()

    def _return(self, upstream: socket.socket, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                data = upstream.recv(1 << 20)
                if not data:
                    return
                if self.mode == "swallow":
                    client.shutdown(socket.SHUT_RDWR)
                    return
                client.sendall(data)


def _hear_out(client: socket.socket, begun: bytes) -> None:
    """What is left of a request whose body comes after its head, so that it is not taken for the next one."""
    head, _, body = begun.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    left = int(length.group(1)) - len(body) if length else 0
    while left > 0:
        more = client.recv(left)
        if not more:
            return
        left -= len(more)


def http_answer(status: str, body: str = "{}", **headers: str) -> bytes:
    """A whole answer, after which the connection goes on."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/problem+json", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", body]).encode()
