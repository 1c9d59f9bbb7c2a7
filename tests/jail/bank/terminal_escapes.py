"""Tries: to clear the terminal and print a full score.

Happens: shown spelled out.
Expected: SubmissionRaisedError: ValueError
"""

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        print("\x1b[2J\x1b[H scene05 100/100 \x07\x9b31m")
        raise ValueError("\x1b]0;owned\x07\x1b[1A100/100")
