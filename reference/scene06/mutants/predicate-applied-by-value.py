# caught by: test_hidden_state_machine_safety
class Invariants(Server):
    """Two commands are the same if they have the same key and value, whatever they do."""

    def stateMachineSafety(self, history: History) -> int | None:
        applied: dict[int, object] = {}
        for step in history.steps:
            for index, command in ((each.index, each.command) for each in step.applied):
                known = command and (command.key, command.value)
                if applied.setdefault(index, known) != known:
                    return step.number
        return None
