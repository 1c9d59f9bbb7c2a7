"""Tries: to run a shell by os.system.

Happens: refused; system() reports failure.
Expected: nothing|SubmissionRaisedError
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        if os.system("touch @CANARY@/system") == 0:
            print("BREACH")
        return False
