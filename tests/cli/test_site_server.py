"""The server of `catalog serve` answers only browsers on this machine, and only with files of the site."""

from __future__ import annotations

import os
import socket
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from meshwright.cli import site_server
from meshwright.cli.site_server import SiteServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = b"not of the site"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site, with traps in it and around it."""
    site = tmp_path / "site"
    (site / "teams/empty").mkdir(parents=True)
    (site / "index.html").write_bytes(b"home")
    (site / "teams/index.html").write_bytes(b"teams")
    (site / "a.js").write_bytes(b"1")
    (tmp_path / "secret").write_bytes(SECRET)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/index.html").write_bytes(SECRET)
    (site / "link").symlink_to(tmp_path / "secret")
    (site / "folder").symlink_to(tmp_path / "outside")
    (site / "inner").symlink_to(site / "a.js")
    os.mkfifo(site / "pipe")
    return site


@pytest.fixture
def server(site: Path) -> Iterator[SiteServer]:
    """Yield a server of the site."""
    server = SiteServer(0, site)
    server.server_activate()
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def said(server: SiteServer, request: bytes) -> bytes:
    """Send bytes, and return the whole response."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        heard = b""
        while data := connection.recv(65536):
            heard += data
        return heard


def answer(
    server: SiteServer, target: str, *, method: str = "GET", host: str = "localhost:{port}"
) -> tuple[int, bytes]:
    """Send a request; return the status and the body."""
    lines = [
        f"{method} {target} HTTP/1.1",
        *([f"Host: {host.format(port=server.server_port)}"] if host else []),
    ]
    head, _, body = said(server, "\r\n".join((*lines, "", "")).encode("latin-1")).partition(b"\r\n\r\n")
    return int(head.split()[1]), body


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/", b"home"),
        ("/index.html?x=/../", b"home"),
        ("/teams/", b"teams"),
        ("/%74eams/index.html#x", b"teams"),
    ],
)
def test_files_of_the_site_are_served(server: SiteServer, target: str, body: bytes) -> None:
    """Files by their path, and folders by their page."""
    assert answer(server, target) == (200, body)
    assert answer(server, target, method="HEAD") == (200, b"")


def test_folder_without_a_slash_redirects_to_its_page(server: SiteServer) -> None:
    """So that the page's own links work."""
    heard = said(server, f"GET /teams HTTP/1.1\r\nHost: localhost:{server.server_port}\r\n\r\n".encode())

    assert heard.startswith(b"HTTP/1.0 301 ")
    assert b"\r\nLocation: teams/\r\n" in heard


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "localhost:x",
        "localhost:1:2",
        "localhost.evil.example:{port}",
        "127.0.0.2:{port}",
        "",
        "localhost:{port}\r\nHost: evil.example",
        "localhost:{port}, evil.example",
        "[::2]:{port}",
    ],
)
def test_foreign_host_is_refused(server: SiteServer, host: str) -> None:
    """DNS rebinding: another site whose name points at this machine can read nothing."""
    status, body = answer(server, "/", host=host)

    assert (status, b"home" in body) == (421, False)


@pytest.mark.parametrize(
    "host",
    [
        *("localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "LOCALHOST:{port}"),
        *("localhost", "localhost:18000"),  # as a browser names a port that is forwarded to this machine
    ],
)
def test_the_names_of_this_machine_are_served(server: SiteServer, host: str) -> None:
    """In upper or lower case."""
    assert answer(server, "/", host=host) == (200, b"home")


@pytest.mark.parametrize(
    "target",
    [
        "/../secret",
        "/%2e%2e/secret",
        "/teams/../../secret",
        "/..%2fsecret",
        "/..%5csecret",
        "/%2e%2e%2f%2e%2e/secret",
        "//secret",
        "/teams//index.html",
        "/./index.html",
        "/link",
        "/folder/",
        "/folder/index.html",
        "/inner",
        "/pipe",
        "/teams/empty/",
        "/teams/empty",
        "/index.html/",
        "/nothing",
        f"/{'x' * 5000}",
    ],
)
def test_nothing_else_is_served(server: SiteServer, target: str) -> None:
    """Neither outside of the folder, nor behind a link, nor a listing."""
    status, body = answer(server, target)

    assert (status, SECRET in body, b"index.html" in body) == (404, False, False)


@pytest.mark.parametrize(
    "target",
    [
        "/%00",
        "/a%00.js",
        "/%",
        "/%4",
        "/%zz",
        "/%ff",
        "/%0d%0aX:%20y",
        "http://evil.example/",
        "index.html",
        "*",
    ],
)
def test_broken_address_is_a_bad_request(server: SiteServer, target: str, capfd) -> None:
    """The thread does not end with a traceback."""
    assert answer(server, target)[0] == 400
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "x"])
def test_only_reading_methods_are_accepted(server: SiteServer, method: str) -> None:
    assert answer(server, "/", method=method)[0] == 501


def test_no_answer_names_a_version_or_may_be_cached(server: SiteServer) -> None:
    """The page of another site cannot load a file of this one as its script."""
    for target in ("/a.js", "/nothing", "/%00"):
        head = said(server, f"GET {target} HTTP/1.1\r\nHost: localhost:{server.server_port}\r\n\r\n".encode())
        assert b"\r\nServer: meshwright\r\n" in head
        assert b"Python" not in head
        assert b"\r\nCache-Control: no-store\r\n" in head
        assert b"\r\nCross-Origin-Resource-Policy: same-origin\r\n" in head


@pytest.mark.parametrize(
    "request_",
    [
        b"",
        b"\r\n",
        b"GET",
        b"\x00\xff" * 100,
        b"GET / HTTP/9.9\r\n\r\n",
        b"x" * 70_000,
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 500,
    ],
)
def test_garbage_ends_no_thread_with_a_traceback(server: SiteServer, request_: bytes, capfd) -> None:
    """And the next request is answered."""
    said(server, request_)

    assert answer(server, "/") == (200, b"home")
    assert capfd.readouterr().err == ""


def halves(server: SiteServer, count: int) -> list[socket.socket]:
    """Open connections that send half of a request."""
    opened = [socket.create_connection(("127.0.0.1", server.server_port), timeout=60) for _ in range(count)]
    for connection in opened:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
    return opened


def test_half_requests_delay_no_other(server: SiteServer) -> None:
    """Many of them are open while the next one is answered."""
    half = halves(server, 150)

    assert answer(server, "/") == (200, b"home")
    for connection in half:
        connection.setblocking(False)
        with pytest.raises(BlockingIOError):
            connection.recv(1)
        connection.close()


def test_a_half_request_is_dropped(server: SiteServer, monkeypatch) -> None:
    """After a time limit, whatever has arrived until then."""
    monkeypatch.setattr(site_server, "SECONDS", 0.2)
    (half,) = halves(server, 1)

    assert half.recv(1) == b""  # it has been closed at the other end
    half.close()


def test_port_in_use_is_refused(site: Path) -> None:
    """The port belongs to this server from the start, and is closed until it listens."""
    server = SiteServer(0, site)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.server_port), timeout=5)
    server.server_activate()
    with pytest.raises(OSError, match="in use"):
        SiteServer(server.server_port, site)
    server.server_close()
