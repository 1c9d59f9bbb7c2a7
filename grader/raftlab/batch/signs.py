"""Signs that staff should look at a submission themselves: not proof of anything, and never a point lost."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import msgspec

from raftlab.batch.records import Grade, Outcome
from raftlab.records import Result

DETERMINISM = "determinism broken"
ATTACK = "attack signature"
BOUNDARY = "near a grade boundary"
NAMED_AT_MOST = 4

REACHES_FOR = frozenset(
    {"os", "posix", "subprocess", "socket", "ctypes", "gc", "inspect", "importlib", "pickle", "builtins", "signal"}
    | {"mmap", "resource", "pty", "fcntl", "shutil", "pathlib", "tempfile", "multiprocessing", "code", "pytest"}
    | {"_pytest", "msgspec", "tracemalloc", "faulthandler", "marshal", "sysconfig", "site"}
)
"""Modules that no lab needs, and that lead out of a server."""
CALLS = frozenset({"eval", "exec", "compile", "__import__", "open", "breakpoint", "globals", "vars"})
ATTRIBUTES = frozenset(
    {"__subclasses__", "__globals__", "__builtins__", "__loader__", "__code__", "__closure__", "__bases__", "__mro__"}
    | {"f_back", "f_globals", "f_locals", "tb_frame", "gi_frame", "_getframe", "settrace", "setprofile", "modules"}
)
METHODS = frozenset({"__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__del__", "__getattribute__"})
TEXTS = re.compile(r"/proc/|/etc/passwd|\breference/|site-packages|/dev/|base64,")
BEHAVIOUR = re.compile(
    r"SIGSYS|PermissionError|sent a broken answer|answered another question|sent more than the one|sent far more"
)
"""What the worker tells of a submission that tried its jail, or wrote into its pipe itself."""
CHANGES = re.compile(r"\bNot deterministic:")
"""What raftlab.checks.determinism tells of a submission that acted in two ways on the same events."""


def attack_signs(tree: ast.Module) -> tuple[str, ...]:
    """Return what the text reaches for that no lab needs, with lines: at most one finding, "" where there is none."""
    found = sorted({(getattr(node, "lineno", 0), what) for node in ast.walk(tree) for what in reaches(node)})
    if not found:
        return ()
    told = ", ".join(f"{what} (line {line})" for line, what in found[:NAMED_AT_MOST])
    more = f" and {len(found) - NAMED_AT_MOST} more" if len(found) > NAMED_AT_MOST else ""
    return (f"{ATTACK}: {told}{more}",)


def reaches(node: ast.AST) -> Iterator[str]:
    """Yield the names by which one node of a text reaches out of its server."""
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names if each.name.partition(".")[0] in REACHES_FOR)
    elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in REACHES_FOR:
        yield node.module or ""
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield f"{node.func.id}()"
    elif isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
        yield node.attr
    elif isinstance(node, ast.FunctionDef) and node.name in METHODS:
        yield node.name
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and TEXTS.search(node.value):
        yield TEXTS.findall(node.value)[0]


def behaviour_signs(outcome: Outcome) -> tuple[str, ...]:
    """Return what the submission did while it was graded that no honest one does."""
    said = [outcome.message, *(told_of(outcome.result) if outcome.result else ())]
    tried = sorted({match for text in said for match in BEHAVIOUR.findall(text)})
    changes = any(CHANGES.search(text) for text in said)
    return (*((f"{ATTACK}: {', '.join(tried)}",) if tried else ()), *((DETERMINISM,) if changes else ()))


def told_of(result: Result) -> Iterator[str]:
    """Yield what was seen in each check that is not ok."""
    return (check.seen for check in result.checks if check.verdict != "ok")


def with_boundaries(grades: Iterable[Grade], boundaries: tuple[float, ...], within: float) -> tuple[Grade, ...]:
    """Return the grades, flagged where the percentage lies within `within` points of a boundary."""
    return tuple(at_boundary(grade, boundaries, within) for grade in grades)


def at_boundary(grade: Grade, boundaries: tuple[float, ...], within: float) -> Grade:
    """Return the grade, flagged where it lies near one of the boundaries."""
    near = [each for each in boundaries if grade.percent is not None and abs(grade.percent - each) <= within]
    if not near:
        return grade
    return msgspec.structs.replace(grade, flags=(*grade.flags, f"{BOUNDARY} ({near[0]:g} %)"))
