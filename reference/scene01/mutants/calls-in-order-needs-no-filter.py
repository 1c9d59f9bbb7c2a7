# caught by: test_same_log_same_state
class StateMachine(Server):
    """Where a leader takes calls in order, an older copy is taken for a new call."""

    replace(
        "apply",
        "if command.sequence <= sequence:",
        "if command.sequence == sequence or (command.sequence < sequence and self.options.calls_in_order is not True):",
    )
