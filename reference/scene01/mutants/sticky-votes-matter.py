# caught by: test_same_log_same_state
class StateMachine(Server):
    """A copy is only looked for with sticky votes."""

    replace(
        "apply", "if command.sequence <= sequence:", "if command.sequence <= sequence and self.options.sticky_votes:"
    )
