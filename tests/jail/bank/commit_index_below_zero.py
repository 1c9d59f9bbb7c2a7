"""Tries: a commitIndex below zero, for a check that counts from it.

Happens: the value is refused where it comes in, with its name.
Expected: ValueError: self.commitIndex is -5
"""

from raftlab.server import Server


class Commit(Server):
    def tryAdvanceCommit(self):
        self.commitIndex = -5
        return True

    def settle(self):
        self.commitIndex = -5
