"""The exceptions of raftlab, by whose mistake they are; each has one exit code. And the words for a failed write."""

from __future__ import annotations

import errno
from pathlib import PurePath

QUOTE_LIMIT = 120
"""The most characters of a text that a message quotes."""
WRITE_REPAIRS = {
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "make room within your quota",
    errno.ELOOP: "put a folder in the place of the link",
    errno.ENOTDIR: "move the file that is where a folder must be",
}


def write_error_text(path: str | PurePath, error: OSError, repair: str) -> str:
    """Return why `path` cannot be written, and the repair: `repair`, unless the reason has its own, as a full disk has.

    >>> write_error_text("run.html", PermissionError(13, "Permission denied"), "name another file")
    'cannot write run.html (Permission denied); name another file'
    """
    shown = str(path) if str(path).isprintable() else ascii(str(path))
    return f"cannot write {shown} ({error.strerror or error}); {WRITE_REPAIRS.get(error.errno or 0, repair)}"


def quote_start(text: str, limit: int = QUOTE_LIMIT) -> str:
    r"""Return the start of a text for a message to quote, with unprintable characters as escapes.

    >>> quote_start("leads\u202e")
    'leads\\u202e'
    """
    shown = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text[:limit]
    )
    return shown if len(text) <= limit else f"{shown}…"


class RaftlabError(Exception):
    """Base of the errors that a command prints in one line. The text names the thing, the place and the repair."""

    exit_code = 3


class UsageError(RaftlabError):
    """The command cannot run: wrong arguments, or a submission that cannot be graded."""

    exit_code = 2


class KitError(RaftlabError):
    """The kit itself is broken. It never costs a student a point."""

    exit_code = 3


class SubmissionError(Exception):
    """A request to the submission's worker failed because of the submission. It becomes a verdict, never a crash.

    If it happened in a run, `act` is the act that failed (of raftlab.trace) and `trace` is the run up to it (a
    raftlab.trace.Trace). `printed` is what the submission printed in the failed request. `blame_text` names the guilty
    layer of a composed server.
    """

    act: object = None
    trace: object = None
    printed: str = ""
    blame_text: str = ""


class UnwrittenHoleError(SubmissionError):
    """The run reached a hole that still raises NotImplementedError; `hole` is the method's name."""

    def __init__(self, hole: str) -> None:
        super().__init__(f"{hole} is still to be written")
        self.hole = hole


class SubmissionRaisedError(SubmissionError):
    """The submission's code raised; `lines` are its own traceback lines, oldest call first."""

    def __init__(self, kind: str, message: str, lines: tuple[str, ...]) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind
        self.message = message
        self.lines = lines


class SubmissionRejectedError(SubmissionError):
    """The submission could not be loaded: it does not compile, or it lacks the scene's class."""


class WorkerDiedError(SubmissionError):
    """The worker process ended or was killed; `reason` is shown to the student."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SnapshotMemoryError(SubmissionError):
    """The worker has no memory left for more snapshots. It stops before the submission itself runs out."""

    def __init__(self) -> None:
        super().__init__("the process that keeps the servers' states has no memory left for more of them")


class NondeterminismError(SubmissionError):
    """The submission acted differently on the same state and events; `cause` names the source of the difference."""

    def __init__(self, text: str, cause: str = "") -> None:
        super().__init__(text)
        self.cause = cause


class BadFrameError(SubmissionError):
    """The worker sent an invalid frame, or not the frame that was expected."""
