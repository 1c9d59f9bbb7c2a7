"""Words that the tests of the pages share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from raftlab.trace import Trace

SCENE = "scene05"
PATIENCE_MS = 120_000
"""How long a loaded machine may take over anything; what is waited for is a condition, never this."""
RandomRun = Callable[[int], Trace]
"""Make a random run of so many events."""
Opened = Callable[..., Any]
"""Open a page's text in the browser."""


@dataclass
class Seen:
    """What went wrong on a page, and what it asked of the network."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def violations(page: Any, node_modules: Path) -> list[str]:
    """Return what axe-core finds wrong on a page, a line each."""
    page.evaluate((node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]
