"""Tries: to use a little less than the time of an event in every event, until the grader gives up.

Happens: the time is the submission's: the check is unknown and earns nothing.
Expected: nothing
"""

from raftlab.server import Server


class Commit(Server):
    def tryAdvanceCommit(self):
        sum(number for number in range(10**6))
        return False
