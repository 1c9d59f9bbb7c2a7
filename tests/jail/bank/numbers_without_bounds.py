"""Tries: terms of 200 digits and negative indexes in the observed state.

Happens: a frame cannot carry the first, and the second is what it shows.
Expected: SubmissionRaisedError|BadFrameError|nothing
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        self.commitIndex = -(10**200)
        self.currentTerm = 10**200
        return True
