# variant: each pair may be compared twice, at every index
class Invariants(Server):
    """Compares all pairs at all indexes."""

    def logMatching(self, history: History) -> int | None:
        for step in history.steps:
            for one in step.servers:
                for two in step.servers:
                    for index in range(1, min(one.lastIndex(), two.lastIndex()) + 1):
                        same = one.log[index - 1].term == two.log[index - 1].term
                        if same and one.log[:index] != two.log[:index]:
                            return step.number
        return None
