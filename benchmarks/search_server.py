"""A static host that counts what it sends: bodies and headers, as nginx sends them.

Text files go out gzipped, index files as they are; every request is kept with its size,
since the browser's own counts leave out requests of workers.
"""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
}
GZIPPED = {".html", ".css", ".js", ".json", ".svg"}


@dataclass
class Sent:
    """What was sent since the last `clear`."""

    requests: list[tuple[str, int]] = field(default_factory=list)  # path, bytes

    @property
    def size_bytes(self) -> int:
        """Bytes of all headers and bodies."""
        return sum(size for _, size in self.requests)

    def clear(self) -> None:
        """Forget what was sent."""
        self.requests.clear()


@contextmanager
def serve(folder: Path) -> Iterator[tuple[str, Sent]]:
    """Serve a folder on loopback; yield its address and the count."""
    sent = Sent()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, head, body = _response(folder, self.path)
            data = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
            sent.requests.append((self.path, len(data)))
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", sent
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@lru_cache(maxsize=1 << 14)
def _response(folder: Path, url: str) -> tuple[str, str, bytes]:
    path = folder / url.partition("?")[0].lstrip("/")
    if path.is_dir():
        path /= "index.html"
    if not path.is_file():
        return "404 Not Found", "Content-Length: 0\r\n", b""
    body = path.read_bytes()
    is_gzipped = path.suffix in GZIPPED
    if is_gzipped:
        body = gzip.compress(body, 6, mtime=0)
    lines = [
        "Server: nginx",
        "Date: Sat, 21 Nov 2026 12:00:00 GMT",
        f"Content-Type: {TYPES.get(path.suffix, 'application/octet-stream')}",
        f"Content-Length: {len(body)}",
        "Last-Modified: Fri, 20 Nov 2026 12:00:00 GMT",
        "Connection: keep-alive",
        'ETag: "691f0b40-1f3a"',
        "Cache-Control: max-age=600",
        "Accept-Ranges: bytes",
    ]
    if is_gzipped:
        lines += ["Content-Encoding: gzip", "Vary: Accept-Encoding"]
    return "200 OK", "".join(f"{line}\r\n" for line in lines), body
