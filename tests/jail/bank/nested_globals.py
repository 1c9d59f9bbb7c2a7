"""Tries: globals nested 100,000 deep, and rings, to crash or hang what looks at them.

Happens: they are looked at to a depth and a number of parts.
Expected: nothing
"""

from raftlab.server import Server

DEEP = []
for _ in range(100_000):
    DEEP = [DEEP]
RING = {"me": []}
RING["me"].append(RING)
WIDE = [[RING, DEEP] for _ in range(100_000)]


class Commit(Server):
    def tryAdvanceCommit(self):
        RING["me"].append(DEEP)
        return False
