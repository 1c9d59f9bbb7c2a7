"""Imports the modules that Python would import while it runs a layer: a jailed process can open no files."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator

LAZY_MODULES = (
    "unicodedata",  # the parser, for a name with an umlaut and for "\N{…}"; re; str.encode(errors="namereplace")
    "warnings",  # the compiler, for an invalid escape or an `is` with a literal
    "linecache",  # a warning's text
    "tracemalloc",  # a warning's text
    "traceback",  # an exception that no one can catch: in __del__, in a generator that is thrown away
    "_suggestions",  # the text of a NameError, from Python 3.13 on
    "copyreg",  # copy and pickle, for an object of a class
    "struct",  # memoryview
    "_pylong",  # int to str and back, and divmod, of long numbers, from Python 3.12 on
    "decimal",  # _pylong
    "atexit",  # weakref.finalize
    "heapq",  # Counter.most_common
    "inspect",  # a Protocol's isinstance
)
"""Each with what imports it. A Python that has no module of that name does not import it either."""
ENCODING_MODULES = (
    *("aliases", "ascii", "cp1252", "idna", "latin_1", "punycode", "raw_unicode_escape", "unicode_escape"),
    *("utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le", "utf_8", "utf_8_sig"),
)
"""The codecs that str.encode and bytes.decode import by their names."""


def import_lazy_modules() -> None:
    """Import every module that Python would import later; skip those that this Python does not have."""
    for name in lazy_module_names():
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def lazy_module_names() -> Iterator[str]:
    """Yield the names of these modules."""
    yield from LAZY_MODULES
    yield from (f"encodings.{name}" for name in ENCODING_MODULES)
