# caught by: test_hidden_state_machine_safety
class Invariants(Server):
    """Two commands are the same if they do the same to the same key, with whatever value."""

    def stateMachineSafety(self, history: History) -> int | None:
        applied: dict[int, object] = {}
        for step in history.steps:
            for index, command in ((each.index, each.command) for each in step.applied):
                known = command and (command.operation, command.key)
                if applied.setdefault(index, known) != known:
                    return step.number
        return None
