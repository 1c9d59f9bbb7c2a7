"""Words that the tests of the pages share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from raftlab.trace import Trace

SCENE = "scene05"
TIMEOUT_MS = 120_000
"""How long a loaded machine may take over anything; what is waited for is a condition, never this."""
MakeRandomRun = Callable[[int], Trace]
"""Make a random run of so many events."""
OpenPage = Callable[..., Any]
"""Open a page's text in the browser."""


@dataclass
class BrowserLog:
    """What went wrong on a page, and what it asked of the network."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    watched_pages: list[Any] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        """Keep what happens on `page` from now on."""
        page.on("console", self._on_console)
        page.on("pageerror", self._on_page_error)
        page.on("request", self._on_request)
        self.watched_pages.append(page)

    def unwatch_all(self) -> None:
        """Stop keeping what happens on the pages."""
        for page in self.watched_pages:
            page.remove_listener("console", self._on_console)
            page.remove_listener("pageerror", self._on_page_error)
            page.remove_listener("request", self._on_request)
        self.watched_pages = []

    def _on_console(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _on_page_error(self, error: Any) -> None:
        self.errors.append(str(error))

    def _on_request(self, request: Any) -> None:
        self.requests.append(request.url)


def axe_violations(page: Any, node_modules: Path) -> list[str]:
    """Return what axe-core finds wrong on a page, a line each."""
    page.evaluate((node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


OVERLAP_SCRIPT = """() => {
  const found = [];
  const laid = (each) => each.getClientRects().length > 0;
  const seen = (each) => each.textContent.trim() && laid(each) && !each.closest("[visibility=hidden]");
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const pairs = (elements) => {
    const boxes = elements.map((each) => [each, each.getBoundingClientRect()]);
    boxes.forEach(([one, box], n) => boxes.slice(n + 1).forEach(([other, its]) => {
      if (!one.contains(other) && meet(box, its)) found.push(`${one.outerHTML} | ${other.outerHTML}`.slice(0, 300));
    }));
  };
  for (const svg of document.querySelectorAll("svg")) pairs([...svg.querySelectorAll("text")].filter(seen));
  const solid = "button, input, h1, h2, legend, figcaption, summary, svg.panel";
  pairs([...document.querySelectorAll(solid)].filter((each) => laid(each) && !each.closest("ol, ul, .story-controls")));
  return found;
}"""
"""Texts of one picture, or controls, headings and pictures of a page, whose boxes lie on each other.

The controls of a story are left out: they stay in view, above what scrolls."""


def find_overlaps(page: Any) -> list[str]:
    """Return what lies on something else, a line each."""
    return list(page.evaluate(OVERLAP_SCRIPT))
