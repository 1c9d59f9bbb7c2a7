# caught by: test_timeout_ends_the_stall
"""Draws from one ms."""


class StateMachine(Server):
    def timeout_window(self) -> tuple[int, int]:
        return 150, 151
