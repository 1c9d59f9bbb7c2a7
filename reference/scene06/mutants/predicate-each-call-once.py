# caught by: test_hidden_state_machine_safety
class Invariants(Server):
    """Accuses a run in which a call is applied at two indexes, as a retried one is."""

    def stateMachineSafety(self, history: History) -> int | None:
        applied: dict[int, object] = {}
        indexes: dict[object, int] = {}
        for step in history.steps:
            for each in step.applied:
                if applied.setdefault(each.index, each.command) != each.command:
                    return step.number
                if each.command is not None and indexes.setdefault(each.command, each.index) != each.index:
                    return step.number
        return None
