"""Tries: to compute for ever in a handler.

Happens: the worker's CPU clock runs out and it is killed.
Expected: WorkerDiedError: one event took more than
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        while True:
            pass
