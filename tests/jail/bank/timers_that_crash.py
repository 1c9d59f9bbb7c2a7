"""Tries: timers with impossible bounds, to make the simulator raise.

Happens: outside the bounds that a frame has, or drawn as told.
Expected: nothing|BadFrameError|SubmissionRaisedError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        self.setTimer("election", 10**18, -5)
        self.setTimer("", 0, 0)
        return True
