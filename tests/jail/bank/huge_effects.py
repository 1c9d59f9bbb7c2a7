"""Tries: a million messages in one event.

Happens: the answer is over the frame's limit and is not sent.
Expected: SubmissionRaisedError|BadFrameError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        for _ in range(10**5):
            self.setTimer('x' * 50, 1, 2)
        return False
