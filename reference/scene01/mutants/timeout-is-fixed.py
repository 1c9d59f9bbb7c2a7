# caught by: test_timeout_ends_the_stall
class StateMachine(Server):
    """Lets everyone wait equally long."""

    replace("timeout_window", "return 0, 60", "return 150, 150")
