# caught by: test_timeout_ends_the_stall
class StateMachine(Server):
    """Draws from one ms."""

    def timeout_window(self) -> tuple[int, int]:
        return 150, 151
