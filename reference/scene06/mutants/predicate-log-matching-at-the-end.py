# caught by: test_log_matching_step
class Invariants(Server):
    """Names the last step in which the logs are in conflict."""

    def logMatching(self, history: History) -> int | None:
        found = None
        for step in history.steps:
            for one, two in combinations(step.servers, 2):
                for index in range(min(len(one.log), len(two.log)), 0, -1):
                    if one.log[index - 1].term == two.log[index - 1].term and one.log[:index] != two.log[:index]:
                        found = step.number
        return found
