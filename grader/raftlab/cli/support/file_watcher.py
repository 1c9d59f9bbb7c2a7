"""Waits for a file to be saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

SETTLE_MS = 200


def wait_for_saves(file: Path) -> Iterator[None]:
    """Yield each time `file`, an absolute path, was saved; Ctrl-C raises KeyboardInterrupt.

    Many editors replace a file instead of writing to it: this watches its folder, and ignores the other files there.
    """
    from watchfiles import watch

    for _ in watch(
        file.parent,
        watch_filter=lambda _, name: Path(name) == file,
        step=SETTLE_MS,
        recursive=False,
        raise_interrupt=True,
    ):
        if file.exists():
            yield
