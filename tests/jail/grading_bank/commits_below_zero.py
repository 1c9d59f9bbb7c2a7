"""Tries: to crash the checks by a commitIndex below zero, so that they are the kit's fault and cost nothing.

Happens: the number is out of bounds, and the check fails.
Checks: test_majority_commits test_figure8_overwrite
Expected: FAIL blocked
"""


class Commit(Right):
    def tryAdvanceCommit(self):
        self.commitIndex = -5
        return True
