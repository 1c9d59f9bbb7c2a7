"""Hypothesis settings for grading: the same examples on every machine, no files, no output."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PROFILE = "raftlab"


@contextlib.contextmanager
def deterministic_hypothesis(files: Iterable[Path]) -> Iterator[None]:
    """Apply the settings while `files` are imported and run; skip if none uses Hypothesis (it loads slowly)."""
    if not any(b"hypothesis" in file.read_bytes() for file in files):
        yield
        return
    from hypothesis import HealthCheck, Phase, Verbosity, settings

    settings.register_profile(
        PROFILE,
        derandomize=True,
        database=None,
        deadline=None,
        print_blob=False,
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    earlier = settings.get_current_profile_name()
    settings.load_profile(PROFILE)
    try:
        with disable_local_constants(), use_user_cache():
            yield
    finally:
        settings.load_profile(earlier)


@contextlib.contextmanager
def use_user_cache() -> Iterator[None]:
    """Let Hypothesis keep its character table in the user's cache instead of the student's folder."""
    from hypothesis import configuration

    earlier = getattr(configuration, "__hypothesis_home_directory", None)
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    configuration.set_hypothesis_home_dir(Path(cache) / "raftlab" / "hypothesis")
    try:
        yield
    finally:
        configuration.set_hypothesis_home_dir(earlier)


@contextlib.contextmanager
def disable_local_constants() -> Iterator[None]:
    """Keep Hypothesis from reading constants out of whatever modules happen to be loaded.

    It would make the examples depend on the process's history and write a .hypothesis folder where the student works.
    """
    from hypothesis.internal.conjecture import providers

    module: Any = providers
    collect = getattr(module, "_get_local_constants", None)
    if collect is None:  # a version that has no such thing
        yield
        return
    none = module.Constants(
        integers=module.SortedSet(),
        floats=module.SortedSet(key=module.float_to_int),
        bytes=module.SortedSet(),
        strings=module.SortedSet(),
    )
    module._get_local_constants = lambda: none
    try:
        yield
    finally:
        module._get_local_constants = collect
