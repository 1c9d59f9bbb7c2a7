"""Tries: to recurse without end.

Happens: RecursionError, told with the line.
Expected: RecursionError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        return self.tryAdvanceCommit()
