"""Tries: to crash the checks by an Apply of index -1000.

Happens: the number is out of bounds, and the check fails.
Checks: test_majority_commits test_figure8_overwrite
Expected: FAIL blocked
"""


class Commit(Right):
    def tryAdvanceCommit(self):
        self.apply(-1000, None)
        return super().tryAdvanceCommit()
