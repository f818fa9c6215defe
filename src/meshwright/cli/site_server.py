"""A small HTTP server for a built site, only for browsers on this machine.

Answers only GET and HEAD requests for regular files, and only if the request's host is this machine, which prevents
DNS rebinding. This module does not follow links, list folders, build anything or know the content of the site.
"""

from __future__ import annotations

import io
import re
import sys
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

HOST = "127.0.0.1"
SECONDS = 15
"""The maximum number of seconds for receiving a request, and for sending the response."""
_LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE | re.ASCII)
"""Names of this machine; the port is not compared, because it may be forwarded."""
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class SiteServer(ThreadingHTTPServer):
    """A server that binds its port when created, and answers requests after `server_activate`."""

    daemon_threads = True
    request_queue_size = 1024
    """The maximum number of waiting connections."""

    def __init__(self, port: int, folder: Path) -> None:
        self.folder = folder
        self.edited: Callable[[str], bytes | None] = lambda _: None
        """A function that returns the edited content of a file, given its path in the site; None if it is unchanged."""
        super().__init__((HOST, port), _Handler, bind_and_activate=False)
        try:
            self.server_bind()
        except BaseException:
            self.server_close()
            raise

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as socketserver has it
        """Ignore errors caused by clients that disconnected."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: SiteServer
    timeout = SECONDS

    def setup(self) -> None:
        """Limit the total time for reading a request, even if data arrives slowly."""
        super().setup()
        self.rfile = io.BufferedReader(_Timed(self.connection, time.monotonic() + SECONDS))

    def do_GET(self) -> None:
        """Send a file."""
        self._answer()

    def do_HEAD(self) -> None:
        """Send the headers for a file."""
        self._answer()

    def _answer(self) -> None:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or not _LOCAL.fullmatch(hosts[0].strip()):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return
        path = _path_of(self.path)
        if path is None:
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        last = path.rpartition("/")[2]
        name = last or "index.html"
        data = self.server.edited(path if last else f"{path}{name}")
        if data is None:
            try:
                file = _file_at(self.server.folder, path)
                data, name = file.read_bytes(), file.name
            except OSError:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
        if name == "index.html" and last not in ("", "index.html"):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"{quote(last, safe='')}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", _type_of(name))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command == "GET":
            self.connection.settimeout(SECONDS)
            self.wfile.write(data)

    def version_string(self) -> str:
        """Return the name of the server, without version numbers."""
        return "meshwright"

    def log_message(self, *_: object) -> None:
        """Log nothing."""

    def end_headers(self) -> None:
        """Prevent browsers from caching the page, guessing its type, or embedding it in another site's page."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()


class _Timed(io.RawIOBase):
    """A raw stream over a connection, from which nothing is read after a deadline."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read the available bytes into the buffer; raises TimeoutError after the deadline."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


def _path_of(target: str) -> str | None:
    """Return the path of the requested file without the leading slash, or None if the path is malformed."""
    path = target.partition("?")[0].partition("#")[0]
    if not path.startswith("/") or _BROKEN_ESCAPE.search(path):
        return None
    try:
        path = unquote_to_bytes(path).decode()[1:]
    except UnicodeDecodeError:
        return None
    return path if path.isprintable() else None


def _file_at(folder: Path, path: str) -> Path:
    """Return the regular file at a path in a folder, or the `index.html` of a subfolder.

    Raises OSError if there is no such file, if the path contains a link, or if it is not normalised.
    """
    steps = path.removesuffix("/").split("/") if path else []
    if any(step in ("", ".", "..") or "\\" in step for step in steps):
        raise FileNotFoundError(path)
    top = folder.resolve()
    file = top.joinpath(*steps)
    if file.is_dir():
        file /= "index.html"
    elif path.endswith("/"):
        raise FileNotFoundError(path)
    if not file.is_file() or file.resolve() != file:
        raise FileNotFoundError(path)
    return file


def _type_of(name: str) -> str:
    kind = guess_type(name)[0] or "application/octet-stream"
    return (
        f"{kind}; charset=utf-8"
        if kind.startswith("text/") or kind.endswith(("json", "javascript", "xml"))
        else kind
    )
