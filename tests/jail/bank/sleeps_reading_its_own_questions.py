"""Tries: to wait for ever by reading the pipe on which it is asked.

Happens: the wall clock, ten times the CPU limit, ends it.
Expected: WorkerDiedError: one event was not done after
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        os.read(3, 1)
