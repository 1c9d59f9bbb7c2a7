"""What can go wrong, by whose fault it is; each maps to one exit code."""

from __future__ import annotations


class RaftlabError(Exception):
    """Base of the faults that are told in one line, never as a traceback. The text names thing, place and repair."""

    exit_code = 3


class UsageError(RaftlabError):
    """The command cannot be carried out as given: wrong arguments, or a submission that cannot be graded."""

    exit_code = 2


class KitError(RaftlabError):
    """The kit itself is at fault: never a point lost for a student."""

    exit_code = 3


class SubmissionError(Exception):
    """The submission stopped an exchange with its worker. Base of the faults below; always a verdict, never a crash.

    Where the fault happened in a run, `act` is what was being done to the cluster (a raftlab.trace act) and `trace`
    the run up to it (a raftlab.trace.Trace). `printed` is what the submission printed in the request that failed.
    """

    act: object = None
    trace: object = None
    printed: str = ""


class UnwrittenHoleError(SubmissionError):
    """A hole was reached that still raises NotImplementedError; `hole` is the method's name."""

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
    """The submission could not be loaded: it does not compile, or has not the class asked for."""


class WorkerDiedError(SubmissionError):
    """The worker's process ended, or was ended: `why` is told to the student."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SnapshotMemoryError(SubmissionError):
    """The worker has no room left for more snapshots: it stopped before the submission lacked any."""

    def __init__(self) -> None:
        super().__init__("the process that keeps the servers' states has no memory left for more of them")


class NondeterminismError(SubmissionError):
    """The submission acted in two ways on the same state and events; `cause` names what decides."""

    def __init__(self, text: str, cause: str = "") -> None:
        super().__init__(text)
        self.cause = cause


class BadFrameError(SubmissionError):
    """The worker sent what is not a frame, or not the one that was due."""
