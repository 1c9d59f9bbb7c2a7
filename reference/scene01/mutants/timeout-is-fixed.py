# caught by: test_timeout_ends_the_stall
class StateMachine(Server):
    """Lets everyone wait equally long."""

    def timeout_window(self) -> tuple[int, int]:
        return 150, 150
