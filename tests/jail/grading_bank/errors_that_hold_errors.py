"""Tries: to end the grader, or to spend its memory, with an error that is caused by another, a hundred thousand times,
and with groups of errors as deep.

Happens: the worker tells the kind of the error and the student's own line; what hangs below it is not looked at.
Checks: test_majority_commits test_conflict_is_replaced
Expected: FAIL
"""


class Commit(Right):
    def tryAdvanceCommit(self):
        error = None
        for number in range(100_000):
            outer = ValueError(str(number))
            outer.__cause__ = error
            error = outer
        raise error

    def truncateConflicts(self, req):
        error = ValueError("x")
        for _ in range(50_000):
            error = ExceptionGroup("group", [error])
        raise error
