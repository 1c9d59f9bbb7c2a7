"""Tries: to end the reading of its signatures by an integer that Python cannot print.

Happens: the text is refused with the line.
Checks: test_majority_commits
Expected: refused: line [0-9]+.*number
"""


class Commit(Right):
    def tryAdvanceCommit(self, more=0xBADF00D):
        return False
