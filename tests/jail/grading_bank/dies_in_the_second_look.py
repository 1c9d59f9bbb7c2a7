"""Tries: to read its peers' logs in the process, and to die where another process shows it.

Happens: dying the second time is acting in two ways.
Checks: test_partition_and_recover
Expected: FAIL
"""

import collections


class Commit(Right):
    logs = {}

    def settle(self):
        self.logs[self.id] = self.log.lastIndex()
        super().settle()

    def tryAdvanceCommit(self):
        if hash("S1") & 1:
            collections._sys.modules["os"]._exit(0)
        for follower in self.matchIndex:
            self.matchIndex[follower] = self.logs.get(follower, 0)
        return super().tryAdvanceCommit()
