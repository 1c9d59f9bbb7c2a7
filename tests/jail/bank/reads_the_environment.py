"""Tries: tokens in the environment.

Happens: the zygote's environment holds only where the kit lies.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        print(dict(os.environ))
        return False
