"""Tries: to take memory, catch MemoryError and go on.

Happens: the CPU limit ends it.
Expected: WorkerDiedError: one event took more than|WorkerDiedError|MemoryError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        kept = []
        while True:
            try:
                kept.append([0] * 1000)
            except MemoryError:
                pass
