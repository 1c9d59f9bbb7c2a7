"""Tries: to behave by server names, times and the number of questions.

Happens: the checks' servers are named alike; what is not done for one is not done for the next.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

time = sys.modules["time"]


asked = [0]


class Commit(Server):
    def tryAdvanceCommit(self):
        asked[0] += 1
        if self.id == "S1" and asked[0] > 1 and time.time() > 0:
            return False
        return False
