# variant: slow, and reads the same history
class Invariants(Server):
    """Compares tuples, and looks at each prefix of the history from the beginning."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        mine = (self.log.lastTerm(), self.log.lastIndex())
        return not (lastLogTerm, lastLogIndex) < mine

    def leaderCompleteness(self, history: History) -> int | None:
        known: list[tuple[int, object, int]] = []
        for step in history.steps:
            highest = max((index for index, _, _ in known), default=0)
            for server in step.servers:
                for index in range(highest + 1, server.commitIndex + 1):
                    if not any(each[0] == index for each in known):
                        known.append((index, server.entry(index), server.currentTerm))
            leaders = [server for server in step.servers if server.role == LEADER]
            if any(s.currentTerm > t and s.entry(i) != e for s in leaders for i, e, t in known):
                return step.number
        return None

    def stateMachineSafety(self, history: History) -> int | None:
        for position, step in enumerate(history.steps):
            so_far = [each for earlier in history.steps[: position + 1] for each in earlier.applied]
            by_index: dict[int, list[object]] = {}
            for each in so_far:
                by_index.setdefault(each.index, []).append(each.command)
            if any(command != commands[0] for commands in by_index.values() for command in commands):
                return step.number
        return None
