"""Tries: to stop the grader with SIGSTOP by pidfd.

Happens: pidfd_open is refused.
Expected: PermissionError|ProcessLookupError|AttributeError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]
signal = sys.modules["signal"]


class Commit(Server):
    def tryAdvanceCommit(self):
        signal.pidfd_send_signal(os.pidfd_open(@GRADER@), signal.SIGSTOP)
        print("BREACH")
