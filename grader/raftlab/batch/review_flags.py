"""Flags submissions that staff should look at. A flag proves nothing and costs no points."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import msgspec

from raftlab.batch.models import Grade, JobResult
from raftlab.grading_models import Result

NONDETERMINISM_FLAG = "determinism broken"
ATTACK_FLAG = "attack signature"
BOUNDARY_FLAG = "near a grade boundary"
NAME_LIMIT = 4

SUSPECT_MODULES = frozenset(
    {"os", "posix", "subprocess", "socket", "ctypes", "gc", "inspect", "importlib", "pickle", "builtins", "signal"}
    | {"mmap", "resource", "pty", "fcntl", "shutil", "pathlib", "tempfile", "multiprocessing", "code", "pytest"}
    | {"_pytest", "msgspec", "tracemalloc", "faulthandler", "marshal", "sysconfig", "site"}
)
"""Modules that no lab needs, and that lead out of a server."""
SUSPECT_CALLS = frozenset({"eval", "exec", "compile", "__import__", "open", "breakpoint", "globals", "vars"})
SUSPECT_ATTRIBUTES = frozenset(
    {"__subclasses__", "__globals__", "__builtins__", "__loader__", "__code__", "__closure__", "__bases__", "__mro__"}
    | {"f_back", "f_globals", "f_locals", "tb_frame", "gi_frame", "_getframe", "settrace", "setprofile", "modules"}
)
SUSPECT_METHODS = frozenset(
    {"__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__del__", "__getattribute__"}
)
SUSPECT_TEXT = re.compile(r"/proc/|/etc/passwd|\breference/|site-packages|/dev/|base64,")
ATTACK_MESSAGES = re.compile(
    r"SIGSYS|PermissionError|sent a broken answer|answered another question|sent more than the one|sent far more"
)
"""What the worker tells of a submission that tried its jail, or wrote into its pipe itself."""
NONDETERMINISM_MESSAGE = re.compile(r"\bNot deterministic:")
"""What raftlab.checks.determinism_diagnosis tells of a submission that acted in two ways on the same events."""


def source_flags(tree: ast.Module) -> tuple[str, ...]:
    """Return the flag for names in the text that no lab needs, with their lines; "" if there are none."""
    found = sorted({(getattr(node, "lineno", 0), what) for node in ast.walk(tree) for what in suspect_names(node)})
    if not found:
        return ()
    told = ", ".join(f"{what} (line {line})" for line, what in found[:NAME_LIMIT])
    more = f" and {len(found) - NAME_LIMIT} more" if len(found) > NAME_LIMIT else ""
    return (f"{ATTACK_FLAG}: {told}{more}",)


def suspect_names(node: ast.AST) -> Iterator[str]:
    """Yield the modules, calls, attributes and methods in one node of a text that no lab needs."""
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names if each.name.partition(".")[0] in SUSPECT_MODULES)
    elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in SUSPECT_MODULES:
        yield node.module or ""
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SUSPECT_CALLS:
        yield f"{node.func.id}()"
    elif isinstance(node, ast.Attribute) and node.attr in SUSPECT_ATTRIBUTES:
        yield node.attr
    elif isinstance(node, ast.FunctionDef) and node.name in SUSPECT_METHODS:
        yield node.name
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SUSPECT_TEXT.search(node.value):
        yield SUSPECT_TEXT.findall(node.value)[0]


def behaviour_flags(job_result: JobResult) -> tuple[str, ...]:
    """Return the flags for what the submission did during grading that an honest one never does."""
    said = [job_result.message, *(failure_texts(job_result.result) if job_result.result else ())]
    tried = sorted({match for text in said for match in ATTACK_MESSAGES.findall(text)})
    changes = any(NONDETERMINISM_MESSAGE.search(text) for text in said)
    return (*((f"{ATTACK_FLAG}: {', '.join(tried)}",) if tried else ()), *((NONDETERMINISM_FLAG,) if changes else ()))


def failure_texts(result: Result) -> Iterator[str]:
    """Yield what was seen in each check that is not ok."""
    return (check.seen for check in result.checks if check.verdict != "ok")


def flag_boundaries(grades: Iterable[Grade], boundaries: tuple[float, ...], distance: float) -> tuple[Grade, ...]:
    """Return the grades, flagged if the percentage lies within `distance` points of a boundary."""
    return tuple(flag_boundary(grade, boundaries, distance) for grade in grades)


def flag_boundary(grade: Grade, boundaries: tuple[float, ...], distance: float) -> Grade:
    """Return the grade, flagged if it lies near one of the boundaries."""
    near = [each for each in boundaries if grade.percent is not None and abs(grade.percent - each) <= distance]
    if not near:
        return grade
    return msgspec.structs.replace(grade, flags=(*grade.flags, f"{BOUNDARY_FLAG} ({near[0]:g} %)"))
