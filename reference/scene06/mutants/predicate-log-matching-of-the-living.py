# caught by: test_hidden_log_matching
class Invariants(Server):
    """Leaves out the logs on the disks of servers that are down."""

    def logMatching(self, history: History) -> int | None:
        for step in history.steps:
            alive = [server for server in step.servers if server.role != "down"]
            for one, two in combinations(alive, 2):
                for index in range(min(len(one.log), len(two.log)), 0, -1):
                    if one.log[index - 1].term == two.log[index - 1].term and one.log[:index] != two.log[:index]:
                        return step.number
        return None
