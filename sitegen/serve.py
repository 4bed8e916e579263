"""Preview a site: serve it on loopback, watch its sources, rebuild, reload.

The server sends the strict Content-Security-Policy of the pages as a header too, so a
theme that breaks it shows at once. What reloads the browser is added to pages on their
way out and never written to `output/`.
"""

import mimetypes
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from sitegen.errors import UsageError

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; font-src 'self'; media-src 'self'; manifest-src 'self';"
    " worker-src 'self'; form-action 'self'; base-uri 'none'"
)
_EVENTS = "/__sitegen/events"
_SCRIPT = "/__sitegen/reload.js"
_RELOAD = (
    b"new EventSource('" + _EVENTS.encode() + b"')"
    b".addEventListener('rebuilt',function(){location.reload()});\n"
)
_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".bin": "application/octet-stream",
}
_PING_SECONDS = 15.0


class PortTaken(UsageError):
    """The port is in use."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is in use; choose another with --port")


class Rebuilds:
    """Counts rebuilds, and wakes those who wait for the next."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def announce(self) -> None:
        """Say that the site was rebuilt."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, seen: int) -> int:
        """Wait until the count differs from `seen`, or a while; return the count."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != seen, _PING_SECONDS)
            return self._count

    @property
    def count(self) -> int:
        """Return how often the site was rebuilt."""
        with self._changed:
            return self._count


class Handler(SimpleHTTPRequestHandler):
    """Serves `output/` below the path of the site's base_url."""

    protocol_version = "HTTP/1.1"
    base: str = "/"
    rebuilds: Rebuilds

    def do_GET(self) -> None:
        """Answer a request."""
        path = urlsplit(self.path).path
        if path == _EVENTS:
            self._stream()
        elif path == _SCRIPT:
            self._send(HTTPStatus.OK, "text/javascript; charset=utf-8", _RELOAD)
        elif path == "/" and self.base != "/":
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", self.base)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._serve_file(path)

    def do_HEAD(self) -> None:
        """Answer like GET; the body is left out by `_send`."""
        self._serve_file(urlsplit(self.path).path)

    def _serve_file(self, path: str) -> None:
        root = Path(self.directory)
        inner = path.removeprefix(self.base) if path.startswith(self.base) else None
        if inner is not None:
            target = Path(self.translate_path("/" + inner))
            if target.is_dir() and (target / "index.html").is_file():
                if not path.endswith("/"):
                    self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                    self.send_header("Location", path + "/")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                target = target / "index.html"
            if target.is_file():
                self._send_file(HTTPStatus.OK, target)
                return
        missing = root / "404.html"
        if missing.is_file():
            self._send_file(HTTPStatus.NOT_FOUND, missing)
        else:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"not found\n")

    def _send_file(self, status: HTTPStatus, path: Path) -> None:
        guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        kind = _TYPES.get(path.suffix, guessed)
        body = path.read_bytes()
        if path.suffix == ".html":
            tag = f'<script src="{_SCRIPT}" defer></script></body>'.encode()
            body = body.replace(b"</body>", tag, 1)
        self._send(status, kind, body)

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        seen = self.rebuilds.count
        try:
            while True:
                now = self.rebuilds.wait(seen)
                self.wfile.write(b": still here\n\n" if now == seen else b"")
                if now != seen:
                    self.wfile.write(b"event: rebuilt\ndata: \n\n")
                self.wfile.flush()
                seen = now
        except OSError:
            self.close_connection = True  # the page was left

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet: requests are of no interest in a preview."""


def open_server(
    output: Path, base: str, port: int, rebuilds: Rebuilds
) -> ThreadingHTTPServer:
    """Open a server for a built site on loopback; the caller runs and closes it.

    Args:
        output: The built site.
        base: Path of the site's base_url, with slashes at both ends.
        port: 0 takes any free one.
        rebuilds: What pages wait on.

    Raises:
        PortTaken: The port is in use.
    """

    class Bound(Handler):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, directory=str(output), **kwargs)  # type: ignore[arg-type]

    Bound.base = base
    Bound.rebuilds = rebuilds
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Bound)
    except OSError as error:
        raise PortTaken(port) from error
    server.daemon_threads = True
    return server


def watch(
    paths: tuple[Path, ...],
    build: Callable[[], None],
    rebuilds: Rebuilds,
    stop: threading.Event,
) -> None:
    """Rebuild after each change below some paths, until told to stop."""
    from watchfiles import watch as changes  # noqa: PLC0415  (only serve needs it)

    existing = tuple(path for path in paths if path.exists())
    for _ in changes(*existing, stop_event=stop, debounce=200, step=50):
        build()
        rebuilds.announce()
