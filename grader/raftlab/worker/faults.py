"""What a submission's failure tells its author: its own lines, what it printed, never the kit's insides."""

from __future__ import annotations

import io
import linecache
import sys
from traceback import walk_tb
from types import CodeType, TracebackType

from raftlab.jail.imports import ImportRefused
from raftlab.worker.answers import Failed

PRINTED_LIMIT = 2000


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


def describe(fault: BaseException, own: tuple[str, ...], printed: str) -> Failed:
    """Return the Failed that tells `fault`: the frames in the files `own`, oldest first."""
    frames = [(frame.f_code, line) for frame, line in walk_tb(fault.__traceback__) if frame.f_code.co_filename in own]
    if isinstance(fault, NotImplementedError) and frames:
        return Failed("unwritten", "NotImplementedError", frames[-1][0].co_name[:80], (), printed)
    if isinstance(fault, ImportRefused) and frames:
        return Failed("rejected", "", f"{frames[-1][0].co_filename} line {frames[-1][1]}: {safe_text(fault)}"[:2000])
    lines = tuple(told(code, line) for code, line in frames[-20:])
    return Failed("raised", type(fault).__name__[:80], safe_text(fault), lines, printed)


def told(code: CodeType, line: int) -> str:
    """Return one line of a traceback; the text comes from memory, for a jail opens no file."""
    text = linecache.getline(code.co_filename, line).strip()
    return speakable(f"{code.co_filename}:{line} in {code.co_name}: {text}"[:2000])


def safe_text(fault: BaseException) -> str:
    """Return the fault's own text, or nothing where even that raises."""
    try:
        return speakable(str(fault)[:2000])
    except BaseException:
        return ""


def speakable(text: str) -> str:
    """Return `text` with what UTF-8 cannot carry replaced by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
