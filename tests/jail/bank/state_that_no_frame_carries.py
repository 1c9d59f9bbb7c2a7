"""Tries: objects in the messages that it sends.

Happens: told as the student's own mistake.
Expected: SubmissionRaisedError|WorkerDiedError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        self.send("S2", object())
        self.send("S2", {1, 2})
        return True
