# caught by: test_applying_changes_only_what_it_is_about
class StateMachine(Server):
    """Nobody waits for an older copy, so whoever waits there is dismissed."""

    replace(
        "apply",
        "return OK, value if command.sequence == sequence else None",
        """if command.sequence < sequence:
    self.waiting.pop(self.lastApplied, None)
    return OK, None
return OK, value""",
    )
