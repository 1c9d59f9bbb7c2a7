# caught by: test_same_log_same_state
class StateMachine(Server):
    """A put notes which server applied it."""

    replace(
        "execute",
        'if command.operation == "put":\n    self.machine[key] = command.value',
        'if command.operation == "put":\n    self.machine[key] = command.value\n    self.machine["by"] = self.id',
    )
