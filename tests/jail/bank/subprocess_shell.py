"""Tries: to run a shell through subprocess, found among the loaded modules.

Happens: no such module is loaded, and loading one needs files.
Expected: KeyError|PermissionError|SubmissionRejectedError
"""

from collections import _sys as sys

from raftlab.server import Server



class Commit(Server):
    def tryAdvanceCommit(self):
        sys.modules["subprocess"].run(["/bin/sh", "-c", "touch @CANARY@/shell"])
