"""The modules that a layer may import, and the message for any other. labs/JAIL.md lists them for students."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Mapping
from typing import Any, NoReturn

ALLOWED_MODULES = frozenset(
    {"__future__", "abc", "bisect", "collections", "collections.abc", "contextlib", "copy", "dataclasses", "enum"}
    | {"functools", "heapq", "itertools", "json", "math", "operator", "pprint", "re", "string", "textwrap", "typing"}
    | {"raftlab", "raftlab.cluster_history", "raftlab.server"}
)
"""Modules that a layer may import: pure computation, the same on every run."""

LAB_MODULES = re.compile(r"raftlab\.labs(\.scene\w+(\.messages)?)?")
"""The modules of the labs themselves that a layer may import."""

RANDOM_ADVICE = "handlers are deterministic: setTimer(name, low, high) lets the environment draw"
TIME_ADVICE = "handlers are deterministic: self.now is the event's time in ms, setTimer(name, low, high) makes a timer"
THREAD_ADVICE = (
    "handlers are deterministic: a server takes one event at a time, from its start to its end, and has no threads"
)
PRINT_ADVICE = "print(...) is shown beside the check that failed"

MODULE_ADVICE = {
    **dict.fromkeys(("time", "datetime", "calendar", "zoneinfo", "timeit"), TIME_ADVICE),
    **dict.fromkeys(("random", "secrets"), RANDOM_ADVICE),
    **dict.fromkeys(("threading", "multiprocessing", "asyncio", "concurrent", "queue", "subprocess"), THREAD_ADVICE),
    **dict.fromkeys(("logging", "sys"), PRINT_ADVICE),
    "sched": "setTimer(name, low, high) makes a timer",
    "signal": "setTimer(name, low, high) makes a timer",
    "uuid": "handlers are deterministic: name things by server, term and index",
    "os": "persist() makes state durable, self.now is the time, setTimer(name, low, high) lets the environment draw",
    "pathlib": "persist() makes state durable",
    "socket": "send(to, message) is how servers talk",
    "statistics": "sorted(values)[k] gives a median",
    "pickle": "persist() makes state durable",
}
"""What to do instead of the usual purpose of a module."""
GENERAL_ADVICE = "a layer acts only through its server (send, persist, setTimer, reply, apply)"

BUILTIN_ADVICE = {
    "open": "persist() makes state durable",
    "input": "a handler has only its event",
    "breakpoint": "`raftlab grade … --pdb` stops where your code raises",
}
"""Built-in functions that a layer does not have, and what there is instead."""


class ImportRefusedError(ImportError):
    """A layer imports a module that it may not have."""


def is_allowed_module(name: str) -> bool:
    """Return whether a layer may import the module `name`."""
    return name in ALLOWED_MODULES or LAB_MODULES.fullmatch(name) is not None


def refusal_text(name: str) -> str:
    """Return the message for a module that a layer may not have."""
    return f"import {name} is not available in a lab; {MODULE_ADVICE.get(name.partition('.')[0], GENERAL_ADVICE)}"


def first_refused_import(tree: ast.Module) -> tuple[int, str] | None:
    """Return the line of the first import in `tree` that is not allowed, and the message."""
    found = [found for node in ast.walk(tree) for found in imported_modules(node) if not is_allowed_module(found[1])]
    return (min(found)[0], refusal_text(min(found)[1])) if found else None


def imported_modules(node: ast.AST) -> list[tuple[int, str]]:
    """Return the line and the name of each module that the statement `node` imports."""
    if isinstance(node, ast.Import):
        return [(node.lineno, alias.name) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.lineno, "." * node.level + (node.module or ""))]
    return []


def lab_builtins(is_jailed: bool) -> dict[str, Any]:
    """Return the built-in names of a layer. They give honest code clear messages; the kernel stops the rest.

    is_jailed False: in the grader's own process, where input and breakpoint work.
    """
    space = dict(vars(builtins))
    space["__import__"] = guarded_import
    for name, instead in BUILTIN_ADVICE.items():
        if is_jailed or name == "open":
            space[name] = refusing_function(name, instead)
    return space


def guarded_import(
    name: str,
    globals: Mapping[str, object] | None = None,
    locals: Mapping[str, object] | None = None,
    fromlist: tuple[str, ...] = (),
    level: int = 0,
) -> Any:
    """Import as the statement does, if a layer may."""
    if level or not is_allowed_module(name):
        raise ImportRefusedError(refusal_text("." * level + name))
    return builtins.__import__(name, globals, locals, fromlist, level)


def refusing_function(name: str, advice: str) -> Any:
    """Return a function that says that a layer does not have the built-in `name`."""

    def refused(*_: object, **__: object) -> NoReturn:
        raise PermissionError(f"{name}() is not available in a lab; {advice}")

    return refused
