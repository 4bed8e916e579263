"""The browser's modules in a headless Chromium, served as files are."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

from tests.chromium import chromium

MODULES = Path(__file__).parents[2] / "sitegen" / "search" / "browser"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def open_page(address: str) -> Iterator[Page]:
    """Open an address in Chromium."""
    with chromium() as browser:
        page = browser.new_page()
        page.goto(address)
        yield page


@contextmanager
def open_modules() -> Iterator[Page]:
    """Open a page of the folder with the browser's modules."""
    with serve(MODULES) as address, open_page(address) as page:
        yield page
