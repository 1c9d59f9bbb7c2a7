"""Tries: to fill the grader's memory by long answers that never repeat.

Happens: what is kept of answers is limited: the check does not pass, and the grader stays small.
Checks: test_partition_and_recover
Expected: FAIL unknown
"""


class Commit(Right):
    count = 0

    def settle(self):
        super().settle()
        for number in range(900):
            self.count += 1
            self.reply("c" * 60, self.count, "ok", f"{self.count:0>1900}")
