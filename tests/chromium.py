"""The system's Chromium, without a window."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

# Milliseconds until a page is said to hang; a busy machine may take seconds.
PATIENCE = 30_000
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium; as root it needs to do without its sandbox."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, _NAMES)), None),
            args=["--no-sandbox", "--headless", "--disable-background-networking"],
        )
        try:
            yield browser
        finally:
            browser.close()
