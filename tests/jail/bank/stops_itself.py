"""Tries: to be stopped by a signal that it sends itself, so that the grader waits for it without end.

Happens: no signal can be sent, to itself neither.
Expected: PermissionError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]
signal = sys.modules["signal"]


class Commit(Server):
    def tryAdvanceCommit(self):
        for send in (lambda: signal.raise_signal(signal.SIGSTOP), lambda: os.killpg(0, signal.SIGSTOP)):
            try:
                send()
            except OSError:
                continue
            print("BREACH: sent a signal")
        os.kill(os.getpid(), signal.SIGSTOP)
