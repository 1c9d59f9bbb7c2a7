# variant: the commands of an index may be collected as a set
class Invariants(Server):
    """Collects what was applied at each index."""

    def stateMachineSafety(self, history: History) -> int | None:
        applied: dict[int, set[object]] = {}
        for step in history.steps:
            for each in step.applied:
                applied.setdefault(each.index, set()).add(each.command)
            if any(len(commands) > 1 for commands in applied.values()):
                return step.number
        return None
