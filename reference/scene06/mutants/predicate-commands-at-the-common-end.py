# caught by: test_hidden_log_matching
class Invariants(Server):
    """Compares the commands only of the entry at the common end, and terms below it."""

    def logMatching(self, history: History) -> int | None:
        for step in history.steps:
            for one, two in combinations(step.servers, 2):
                for index in range(min(len(one.log), len(two.log)), 0, -1):
                    if one.log[index - 1].term == two.log[index - 1].term:
                        if [e.term for e in one.log[:index]] != [e.term for e in two.log[:index]]:
                            return step.number
                        if one.log[index - 1] != two.log[index - 1]:
                            return step.number
                        break
        return None
