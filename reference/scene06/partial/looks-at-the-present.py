# expected: 73 points
class Invariants(Server):
    """Each judge but one looks at one step at a time, and forgets what the run showed before."""

    def electionSafety(self, history: History) -> int | None:
        for step in history.steps:
            terms = [server.currentTerm for server in step.servers if server.role == LEADER]
            if len(set(terms)) < len(terms):
                return step.number
        return None

    def leaderCompleteness(self, history: History) -> int | None:
        for step in history.steps:
            for leader in step.servers:
                for server in step.servers if leader.role == LEADER else ():
                    lacks = server.log[: server.commitIndex] != leader.log[: server.commitIndex]
                    if server.currentTerm < leader.currentTerm and lacks:
                        return step.number
        return None

    def stateMachineSafety(self, history: History) -> int | None:
        for step in history.steps:
            for one, two in combinations(step.servers, 2):
                least = min(one.commitIndex, two.commitIndex)
                if one.log[:least] != two.log[:least]:
                    return step.number
        return None
