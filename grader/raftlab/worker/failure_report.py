"""The report of a submission's failure: its own lines and output, nothing from inside the kit."""

from __future__ import annotations

import ast
import io
import linecache
import sys
from collections.abc import Iterator
from traceback import walk_tb
from types import CodeType, TracebackType

from raftlab.jail.import_policy import ImportRefusedError
from raftlab.server import Log, Server
from raftlab.worker.event_watchdog import StoppedEventError, stopped_loop_line
from raftlab.worker.responses import FailureResponse
from raftlab.worker.snapshots import StateError

PRINTED_LIMIT = 2000
STOPPED = StoppedEventError.__name__
LONGEST_CYCLE = 4
"""How many lines a repeated block may have: functions that call each other without end."""
MINIMUM_REPEATS = 3
SIMILAR_LETTERS = 6
"""The least number of letters in which a name and a longer one agree."""


class PrintCapture:
    """Collects output while it is entered, up to a limit; `take` returns it and starts again."""

    def __init__(self, is_capturing: bool = True) -> None:
        self.is_capturing = is_capturing
        self._text = io.StringIO()
        self._outer: tuple[object, object] = (None, None)

    def __enter__(self) -> PrintCapture:
        self._outer = (sys.stdout, sys.stderr)
        if self.is_capturing:
            sys.stdout = sys.stderr = self
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
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
        return encodable_text(text)


def describe_failure(
    error: BaseException, submission_files: tuple[str, ...], printed: str, mistyped: tuple[str, str] | None = None
) -> FailureResponse:
    """Return the FailureResponse for `error`: its frames in `submission_files`, oldest first.

    mistyped: the variable with a value of a wrong type, and the words for it. The report adds the lines that assign it.
    """
    frames = [
        (frame.f_code, line)
        for frame, line in walk_tb(error.__traceback__)
        if frame.f_code.co_filename in submission_files
    ]
    if isinstance(error, NotImplementedError) and frames:
        return FailureResponse("unwritten", "NotImplementedError", frames[-1][0].co_name[:80], (), printed)
    if isinstance(error, ImportRefusedError) and frames:
        return FailureResponse(
            "rejected", "", f"{frames[-1][0].co_filename} line {frames[-1][1]}: {exception_text(error)}"[:2000]
        )
    if isinstance(error, StoppedEventError):
        place = stopped_loop_line(frames)
        return FailureResponse("raised", STOPPED, "", (traceback_line(*place),) if place else (), printed)
    if isinstance(error, StateError):
        message, lines = exception_text(error), list(assignment_lines(submission_files, error.attribute))
        return FailureResponse("raised", "StateError", encodable_text(message[:2000]), tuple(lines[-20:]), printed)
    message = exception_text(error)
    lines = fold_repeats([traceback_line(code, line) for code, line in frames])
    if mistyped is not None:
        name, words = mistyped
        message = message if words in message else f"{message}; {words}"
        lines += [line for line in assignment_lines(submission_files, name) if line not in lines]
    else:
        message += misplaced_method_text(error, submission_files) or similar_name_text(error)
    return FailureResponse(
        "raised", type(error).__name__[:80], encodable_text(message[:2000]), tuple(lines[-20:]), printed
    )


def fold_repeats(lines: list[str]) -> list[str]:
    """Return `lines` with each repeated line or block written once."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        period, times = next(find_repeats(lines, at), (1, 1))
        kept += lines[at : at + period]
        if times > 1:
            kept.append(f"… the same {'line' if period == 1 else f'{period} lines'} again and again")
        at += period * times
    return kept


def find_repeats(lines: list[str], start: int) -> Iterator[tuple[int, int]]:
    """Yield the length and count of each block at `start` that repeats often enough."""
    for period in range(1, LONGEST_CYCLE + 1):
        block, times = lines[start : start + period], 1
        while lines[start + period * times : start + period * (times + 1)] == block:
            times += 1
        if times >= MINIMUM_REPEATS:
            yield period, times


def assignment_lines(submission_files: tuple[str, ...], attribute: str) -> Iterator[str]:
    """Yield the lines of `submission_files` that assign self.<attribute> or an item of it."""
    for file, function in parse_functions(submission_files):
        for node in ast.walk(function):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if any(assigned_attribute(target) == attribute for target in targets):
                yield source_location_text(file, node.lineno, function.name)  # type: ignore[attr-defined]


def assigned_attribute(target: ast.AST | None) -> str | None:
    """Return the attribute of self that a target assigns, or assigns into; None for another target."""
    while isinstance(target, ast.Subscript):
        target = target.value
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
        return target.attr
    return None


def misplaced_method_text(error: BaseException, submission_files: tuple[str, ...]) -> str:
    """Return where the missing method is, if it is outside of the class; "" otherwise."""
    if type(error) is not AttributeError or not issubclass(type(error.obj), Server):
        return ""
    for file, function in parse_functions(submission_files):
        if function.name == error.name and function.col_offset == 0:
            return f"; {function.name}, line {function.lineno} of {file}, stands outside of the class: indent it"
    return ""


def similar_name_text(error: BaseException) -> str:
    """Return the name in a Log or a Server that is spelled like the missing one; "" if there is none.

    >>> similar_name_text(AttributeError(name="last_index", obj=Log()))
    '; did you mean lastIndex?'
    """
    if type(error) is not AttributeError or type(error.name) is not str:
        return ""
    if type(error.obj) is Log:
        names = vars(Log).keys()
    elif issubclass(type(error.obj), Server):
        names = vars(Server).keys() | object.__getattribute__(error.obj, "__dict__").keys()
    else:
        return ""
    missing = plain_spelling(error.name)
    public = [name for name in names if type(name) is str and not name.startswith("_")]
    similar = sorted(name for name in public if is_similar(plain_spelling(name), missing))
    return f"; did you mean {similar[0]}?" if similar else ""


def plain_spelling(name: str) -> str:
    """Return a name in lower case without underscores."""
    return name.replace("_", "").lower()


def is_similar(name: str, missing: str) -> bool:
    """Return whether one name is the other, or its beginning of some letters."""
    shorter, longer = sorted((name, missing), key=len)
    return name == missing or (len(shorter) >= SIMILAR_LETTERS and longer.startswith(shorter))


def parse_functions(files: tuple[str, ...]) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions of `files`, each with its file; skip files that cannot be parsed."""
    for file in files:
        try:
            tree = ast.parse("".join(linecache.getlines(file)))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        yield from ((file, node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def traceback_line(code: CodeType, line: int) -> str:
    """Return one line of a traceback; the text comes from memory, as the jail opens no files."""
    return source_location_text(code.co_filename, line, code.co_name)


def source_location_text(file: str, line: int, function: str) -> str:
    """Return one line of a file, and its function."""
    return encodable_text(f"{file}:{line} in {function}: {linecache.getline(file, line).strip()}"[:2000])


def exception_text(error: BaseException) -> str:
    """Return the text of the exception, or nothing if that raises."""
    try:
        return encodable_text(str(error)[:2000])
    except BaseException:
        return ""


def encodable_text(text: str) -> str:
    """Return `text` with question marks for what UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode("utf-8")
