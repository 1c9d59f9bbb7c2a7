"""Tries: to ignore SIGXCPU and SIGALRM and to switch timers off, then to loop.

Happens: changing a signal's handling is refused; the clock that judges is outside.
Expected: PermissionError
"""

from collections import _sys as sys

from raftlab.server import Server

signal = sys.modules["signal"]


class Commit(Server):
    def tryAdvanceCommit(self):
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        while True:
            pass
