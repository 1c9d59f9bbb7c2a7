# caught by: test_timeout_ends_the_stall
"""Draws from five seconds."""


class StateMachine(Server):
    def timeout_window(self) -> tuple[int, int]:
        return 0, 5000
