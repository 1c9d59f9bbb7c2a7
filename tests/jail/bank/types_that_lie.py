"""Tries: floats, NaN and subclasses in the observed state.

Happens: refused where the type is another.
Expected: SubmissionRaisedError|BadFrameError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        class Role(str):
            pass

        self.role = Role("leader")
        self.currentTerm = float("nan")
        self.commitIndex = 1e308
        return True
