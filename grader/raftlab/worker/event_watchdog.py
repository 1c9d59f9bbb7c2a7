"""Stops an event that takes too long by a signal, and finds the loop that it is in, for the report."""

from __future__ import annotations

import ast
import linecache
import signal
from collections.abc import Iterator, Sequence
from types import CodeType, FrameType

STOP_SIGNAL = signal.SIGUSR1
STOP_CPU_S = 1.0
"""How much CPU time a stopped worker may take to say where it was: a loop can catch the exception and go on."""


class StoppedEventError(BaseException):
    """The grader stopped the event that this process handles."""


def raise_stopped_error(signal_number: int, frame: FrameType | None) -> None:
    """Raise StoppedEventError wherever the process is; the handler of STOP_SIGNAL."""
    raise StoppedEventError


def stopped_loop_line(frames: Sequence[tuple[CodeType, int]]) -> tuple[CodeType, int] | None:
    """Return the place for the report: the first line of the outermost loop of the oldest frame that is in a loop.

    Which line of the loop runs when the signal comes is chance; which loop never ends is not. Without a loop it is the
    oldest frame's line.
    """
    for code, line in frames:
        loops = [node.lineno for node in loops_of(code) if node.lineno <= line <= (node.end_lineno or line)]
        if loops:
            return code, min(loops)
    return frames[0] if frames else None


def loops_of(code: CodeType) -> Iterator[ast.While | ast.For]:
    """Yield the loops in the function of `code`; none where its text cannot be read."""
    try:
        tree = ast.parse("".join(linecache.getlines(code.co_filename)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name != code.co_name:
            continue
        first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
        if first == code.co_firstlineno:
            yield from (node for node in ast.walk(function) if isinstance(node, ast.While | ast.For))
