"""Tries: SystemExit in a handler.

Happens: an exception like any other.
Told: Raised: SystemExit
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        raise SystemExit(0)
