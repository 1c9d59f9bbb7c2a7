"""Tries: to compute for ever in a finaliser.

Happens: the finaliser runs inside the request that drops the object.
Expected: WorkerDiedError: one event took more than
"""

from raftlab.server import Server



class Sticky:
    def __del__(self):
        while True:
            pass


class Commit(Server):
    def tryAdvanceCommit(self):
        Sticky()
        return False
