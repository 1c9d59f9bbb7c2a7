# variant: a window in heartbeats, as etcd counts in ticks; low leaves room for four of them
class Election(Server):
    """Waits for four to eight heartbeats, and no less than the deployment asks."""

    def electionWindow(self) -> tuple[int, int]:
        low = max(4 * self.options.heartbeatInterval, self.options.electionTimeout[0])
        return low, 2 * low
