"""Tries: to end the grading of a class by an integer that Python cannot print.

Happens: the text is refused with the line.
Checks: test_majority_commits
Expected: refused: line [0-9]+.*number
"""

NUMBER = 0xBADF00D


class Commit(Right):
    pass
