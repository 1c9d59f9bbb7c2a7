"""Python's cycle collector, kept still where it costs time and finds nothing."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def pause_gc() -> Iterator[None]:
    """Keep the cycle collector still: a run makes millions of small values and few cycles.

    Where a library calls it all the same, it passes over what was there before.
    """
    was, outermost = gc.isenabled(), not gc.get_freeze_count()
    gc.disable()
    if outermost:
        gc.freeze()
    try:
        yield
    finally:
        if outermost:
            gc.unfreeze()
        if was:
            gc.enable()
