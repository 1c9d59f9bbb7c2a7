"""Tries: to fill the grader's memory: each event sets fifty timers of its own, and a timer that ends sets two more.

Happens: the check ends as unknown before the memory is full; Python aborts where it is.
Checks: test_calm_cluster_stays_calm
Expected: unknown
"""


class Commit(Right):
    def started(self):
        super().started()
        self.timer_count = 0
        self.setTimer("t0", 0, 0)

    def __getattr__(self, name):
        if name.startswith("handle") and name.endswith("Timeout"):
            return self.set_two
        raise AttributeError(name)

    def set_two(self):
        for _ in range(2):
            self.timer_count += 1
            self.setTimer(f"t{self.timer_count}", 0, 0)

    def settle(self):
        super().settle()
        for number in range(50):
            self.setTimer(f"s{self.now}{number}", 0, 1)
