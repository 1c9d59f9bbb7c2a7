"""What a layer may import, and what is said where it wants more. labs/JAIL.md tells students the same."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Mapping
from typing import Any, NoReturn

ALLOWED = frozenset(
    {"__future__", "abc", "bisect", "collections", "collections.abc", "contextlib", "copy", "dataclasses", "enum"}
    | {"functools", "heapq", "itertools", "json", "math", "operator", "pprint", "re", "string", "textwrap", "typing"}
    | {"raftlab", "raftlab.server"}
)
"""Modules that a layer may import: pure computation, the same on every run."""

MESSAGES = re.compile(r"raftlab\.labs(\.scene\w+(\.messages)?)?")
"""The modules of the labs themselves that a layer may import."""

DRAWN = "handlers are deterministic: setTimer(name, low, high) lets the environment draw"
TOLD = "handlers are deterministic: self.now is the event's time in ms, setTimer(name, low, high) makes a timer"
ALONE = "handlers are deterministic: a server takes one event at a time, from its start to its end, and has no threads"
PRINTED = "print(...) is shown beside the check that failed"

INSTEAD = {
    **dict.fromkeys(("time", "datetime", "calendar", "zoneinfo", "timeit"), TOLD),
    **dict.fromkeys(("random", "secrets"), DRAWN),
    **dict.fromkeys(("threading", "multiprocessing", "asyncio", "concurrent", "queue", "subprocess"), ALONE),
    **dict.fromkeys(("logging", "sys"), PRINTED),
    "sched": "setTimer(name, low, high) makes a timer",
    "signal": "setTimer(name, low, high) makes a timer",
    "uuid": "handlers are deterministic: name things by server, term and index",
    "os": "persist() makes state durable, self.now is the time, setTimer(name, low, high) lets the environment draw",
    "pathlib": "persist() makes state durable",
    "socket": "send(to, message) is how servers talk",
    "statistics": "sorted(values)[k] gives a median",
    "pickle": "persist() makes state durable",
}
"""What to do instead of what a module is commonly wanted for."""
PURPOSE = "a layer acts only through its server (send, persist, setTimer, reply, apply)"

REPLACED = {
    "open": "persist() makes state durable",
    "input": "a handler has only its event",
    "breakpoint": "`raftlab grade … --pdb` stops where your code raises",
}
"""Built-in functions that a layer does not have, and what there is instead."""


class ImportRefused(ImportError):
    """A layer asked for a module that it may not have."""


def is_allowed(name: str) -> bool:
    """Tell whether a layer may import the module `name`."""
    return name in ALLOWED or MESSAGES.fullmatch(name) is not None


def refusal(name: str) -> str:
    """Return what is said about a module that a layer may not have."""
    return f"import {name} is not available in a lab; {INSTEAD.get(name.partition('.')[0], PURPOSE)}"


def refused_import(tree: ast.Module) -> tuple[int, str] | None:
    """Return the line of the first import in `tree` that is not allowed, and what is said about it."""
    found = [found for node in ast.walk(tree) for found in imported(node) if not is_allowed(found[1])]
    return (min(found)[0], refusal(min(found)[1])) if found else None


def imported(node: ast.AST) -> list[tuple[int, str]]:
    """Return the line and the name of each module that the statement `node` imports."""
    if isinstance(node, ast.Import):
        return [(node.lineno, alias.name) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.lineno, "." * node.level + (node.module or ""))]
    return []


def lab_builtins(walled: bool) -> dict[str, Any]:
    """Return the built-in names of a layer. Clear words for honest code; what keeps the rest out is the kernel.

    Not `walled`: in the grader's own process, where input and breakpoint work.
    """
    space = dict(vars(builtins))
    space["__import__"] = import_allowed
    for name, instead in REPLACED.items():
        if walled or name == "open":
            space[name] = refusing(name, instead)
    return space


def import_allowed(
    name: str,
    globals: Mapping[str, object] | None = None,
    locals: Mapping[str, object] | None = None,
    fromlist: tuple[str, ...] = (),
    level: int = 0,
) -> Any:
    """Import as the statement does, where a layer may."""
    if level or not is_allowed(name):
        raise ImportRefused(refusal("." * level + name))
    return builtins.__import__(name, globals, locals, fromlist, level)


def refusing(name: str, instead: str) -> Any:
    """Return a function that says that a layer does not have the built-in `name`."""

    def refused(*_: object, **__: object) -> NoReturn:
        raise PermissionError(f"{name}() is not available in a lab; {instead}")

    return refused
