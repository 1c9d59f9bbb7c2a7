"""Pausing Python's garbage collector where it costs time and finds nothing."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def pause_gc() -> Iterator[None]:
    """Pause the garbage collector: a run makes millions of small values and few cycles.

    If a library calls gc.collect() anyway, objects made before the pause are skipped.
    """
    was_enabled, is_outermost = gc.isenabled(), not gc.get_freeze_count()
    gc.disable()
    if is_outermost:
        gc.freeze()
    try:
        yield
    finally:
        if is_outermost:
            gc.unfreeze()
        if was_enabled:
            gc.enable()
