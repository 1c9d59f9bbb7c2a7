# caught by: test_timeout_ends_the_stall
class StateMachine(Server):
    """Draws from five seconds."""

    replace("timeout_window", "return 0, 60", "return 0, 5000")
