# caught by: test_timeout_ends_the_stall
class StateMachine(Server):
    """Draws from five seconds."""

    def timeout_window(self) -> tuple[int, int]:
        return 0, 5000
