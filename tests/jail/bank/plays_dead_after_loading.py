"""Tries: to look well when it is loaded and do nothing when it is asked.

Happens: nothing done earns nothing.
Expected: nothing
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        return False
