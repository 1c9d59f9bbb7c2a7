# caught by: test_timeout_ends_the_stall
"""Lets everyone wait equally long."""


class StateMachine(Server):
    def timeout_window(self) -> tuple[int, int]:
        return 150, 150
