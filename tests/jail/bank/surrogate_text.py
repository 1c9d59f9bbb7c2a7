"""Tries: text that UTF-8 cannot carry.

Happens: replaced by question marks.
Expected: SubmissionRaisedError: ValueError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        print("\ud800\udfff")
        raise ValueError("\udc80")
