# caught by: test_late_retry_changes_nothing
class StateMachine(Server):
    """Takes a client's call 1 first, and then only the next number."""

    replace("apply", "if command.sequence <= sequence:", "if command.sequence != sequence + 1:")
