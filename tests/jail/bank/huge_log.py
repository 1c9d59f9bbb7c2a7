"""Tries: to show a log of a million entries, for the grader to hold.

Happens: the answer is over the frame's limit and is not sent.
Expected: SubmissionRaisedError|BadFrameError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        for _ in range(10**6):
            self.log.append(self.log[1])
        return False
