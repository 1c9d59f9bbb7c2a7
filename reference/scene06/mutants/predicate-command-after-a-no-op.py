# caught by: test_hidden_state_machine_safety
class Invariants(Server):
    """Takes an index at which a no-op was applied for one at which nothing was."""

    def stateMachineSafety(self, history: History) -> int | None:
        applied: dict[int, object] = {}
        for step in history.steps:
            for each in step.applied:
                if applied.get(each.index) is not None and applied[each.index] != each.command:
                    return step.number
                applied[each.index] = each.command
        return None
