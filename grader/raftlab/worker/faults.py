"""What a submission's failure tells its author: its own lines, what it printed, never the kit's insides."""

from __future__ import annotations

import ast
import io
import linecache
import sys
from collections.abc import Iterator
from traceback import walk_tb
from types import CodeType, TracebackType

from raftlab.jail.imports import ImportRefused
from raftlab.server import Server
from raftlab.worker.answers import Failed

PRINTED_LIMIT = 2000
LONGEST_PERIOD = 4
"""So many lines in turn are known to be the same again: functions that call each other without end."""
OFTEN = 3


class Printed:
    """Collects what is printed while it is entered, up to a limit; `take` returns it and starts anew."""

    def __init__(self, capture: bool = True) -> None:
        self.captures = capture
        self._text = io.StringIO()
        self._outer: tuple[object, object] = (None, None)

    def __enter__(self) -> Printed:
        self._outer = (sys.stdout, sys.stderr)
        if self.captures:
            sys.stdout = sys.stderr = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.stdout, sys.stderr = self._outer

    def write(self, text: str) -> int:
        room = PRINTED_LIMIT - self._text.tell()
        if room > 0:
            self._text.write(text[:room])
        return len(text)

    def flush(self) -> None:
        """Do nothing: the text is kept, not passed on."""

    def take(self) -> str:
        text = self._text.getvalue()
        if text:
            self._text = io.StringIO()
        return speakable(text)


def describe(
    fault: BaseException, own: tuple[str, ...], printed: str, mistyped: tuple[str, str] | None = None
) -> Failed:
    """Return the Failed that tells `fault`: the frames in the files `own`, oldest first.

    mistyped: the variable that holds what it must not, and the words for it. The lines that assign it are told too.
    """
    frames = [(frame.f_code, line) for frame, line in walk_tb(fault.__traceback__) if frame.f_code.co_filename in own]
    if isinstance(fault, NotImplementedError) and frames:
        return Failed("unwritten", "NotImplementedError", frames[-1][0].co_name[:80], (), printed)
    if isinstance(fault, ImportRefused) and frames:
        return Failed("rejected", "", f"{frames[-1][0].co_filename} line {frames[-1][1]}: {safe_text(fault)}"[:2000])
    message = safe_text(fault)
    lines = folded([told(code, line) for code, line in frames])
    if mistyped is not None:
        name, words = mistyped
        message = message if words in message else f"{message}; {words}"
        lines += [line for line in assignments(own, name) if line not in lines]
    else:
        message += outside(fault, own)
    return Failed("raised", type(fault).__name__[:80], speakable(message[:2000]), tuple(lines[-20:]), printed)


def folded(lines: list[str]) -> list[str]:
    """Return `lines` with what comes again and again, a line or a few in turn, told once."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        period, times = next(repeats(lines, at), (1, 1))
        kept += lines[at : at + period]
        if times > 1:
            kept.append(f"… the same {'line' if period == 1 else f'{period} lines'} again and again")
        at += period * times
    return kept


def repeats(lines: list[str], at: int) -> Iterator[tuple[int, int]]:
    """Yield how many lines from `at` on come again right after themselves, and how often they stand there, if often."""
    for period in range(1, LONGEST_PERIOD + 1):
        block, times = lines[at : at + period], 1
        while lines[at + period * times : at + period * (times + 1)] == block:
            times += 1
        if times >= OFTEN:
            yield period, times


def assignments(own: tuple[str, ...], attribute: str) -> Iterator[str]:
    """Yield the lines of the files `own` that assign self.<attribute>, or what it holds."""
    for file, function in functions(own):
        for node in ast.walk(function):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if any(base_of(target) == attribute for target in targets):
                yield told_line(file, node.lineno, function.name)  # type: ignore[attr-defined]


def base_of(target: ast.AST | None) -> str | None:
    """Return the attribute of self that a target assigns, or assigns into; None for another target."""
    while isinstance(target, ast.Subscript):
        target = target.value
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
        return target.attr
    return None


def outside(fault: BaseException, own: tuple[str, ...]) -> str:
    """Return where the method that a server lacks stands, if it is outside of the class; "" otherwise."""
    if type(fault) is not AttributeError or not issubclass(type(fault.obj), Server):
        return ""
    for file, function in functions(own):
        if function.name == fault.name and function.col_offset == 0:
            return f"; {function.name}, line {function.lineno} of {file}, stands outside of the class: indent it"
    return ""


def functions(own: tuple[str, ...]) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions of the files `own`, each with its file; of none that can no longer be read."""
    for file in own:
        try:
            tree = ast.parse("".join(linecache.getlines(file)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        yield from ((file, node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def told(code: CodeType, line: int) -> str:
    """Return one line of a traceback; the text comes from memory, for a jail opens no file."""
    return told_line(code.co_filename, line, code.co_name)


def told_line(file: str, line: int, function: str) -> str:
    """Return one line of a file, and in which function it stands."""
    return speakable(f"{file}:{line} in {function}: {linecache.getline(file, line).strip()}"[:2000])


def safe_text(fault: BaseException) -> str:
    """Return the fault's own text, or nothing where even that raises."""
    try:
        return speakable(str(fault)[:2000])
    except BaseException:
        return ""


def speakable(text: str) -> str:
    """Return `text` with what UTF-8 cannot carry replaced by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
