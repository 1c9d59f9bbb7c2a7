"""The browser of a test module. It ends with the module: while Playwright runs, its thread cannot run asyncio."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from tests.skip_or_fail import skip_or_fail

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TIMEOUT_MS = 120_000
"""How long the browser may take to start, and an expectation to come true: long enough for a loaded machine."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Yield a running Chromium. CI must have one; elsewhere its tests are skipped if there is none."""
    chromium = next((path for path in CHROMIUM if os.path.exists(path)), None)
    if chromium is None:
        skip_or_fail("no Chromium in /usr/bin; apt install chromium")
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        expect.set_options(timeout=TIMEOUT_MS)
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS, timeout=TIMEOUT_MS)
        yield launched
        launched.close()
