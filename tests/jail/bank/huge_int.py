"""Tries: a number of ten billion digits.

Happens: the CPU or memory limit.
Expected: WorkerDiedError: one event took more than|MemoryError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        return 10**10**10 > 0
