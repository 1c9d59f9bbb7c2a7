"""Tries: an exception whose text takes for ever.

Happens: the clock of the same request runs.
Expected: WorkerDiedError: one event took more than
"""

from raftlab.server import Server



class Loud(Exception):
    def __str__(self):
        while True:
            pass


class Commit(Server):
    def tryAdvanceCommit(self):
        raise Loud
