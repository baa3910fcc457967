"""Debian's Chromium without a screen, and a server for the pages."""

from __future__ import annotations

import contextlib
import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

TELEFON = (360, 740)
SKAERM = (1366, 900)


class _Stille(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        del format, args


@contextlib.contextmanager
def server(mappe: Path) -> Iterator[str]:
    """The folder over HTTP; its address, with a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Stille, directory=str(mappe))) as lytter:
        traad = threading.Thread(target=lytter.serve_forever)
        traad.start()
        try:
            yield f"http://127.0.0.1:{lytter.server_port}/"
        finally:
            lytter.shutdown()
            traad.join()


@contextlib.contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """A browser that tells everything that it writes to its console."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert program, "chromium is not installed; `python -m scripts.testmaskine` installs it"
    assert driver, "chromium-driver is not installed; `python -m scripts.testmaskine` installs it"
    valg = webdriver.ChromeOptions()
    valg.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        valg.add_argument(argument)
    valg.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=valg, service=Service(driver))
    try:
        browser.set_page_load_timeout(60)
        yield browser
    finally:
        browser.quit()


def stoerrelse(browser: webdriver.Chrome, maal: tuple[int, int]) -> None:
    """Make the window this wide and high, in CSS pixels."""
    bredde, hoejde = maal
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": bredde, "height": hoejde, "deviceScaleFactor": 1, "mobile": bredde < 600},
    )


def farver(browser: webdriver.Chrome, udgave: str) -> None:
    """`light` or `dark`, as the reader's system says."""
    valg = [{"name": "prefers-color-scheme", "value": udgave}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": valg})
