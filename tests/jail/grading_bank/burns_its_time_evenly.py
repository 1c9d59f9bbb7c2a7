"""Tries: to stay below the limit of each event, until the grader's own time is over.

Happens: the time is the submission's: the check is unknown and earns nothing.
Checks: test_partition_and_recover
Expected: unknown
"""


class Commit(Right):
    def settle(self):
        super().settle()
        sum(number for number in range(3 * 10**6))
