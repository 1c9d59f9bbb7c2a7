# variant: servers may have windows of their own: the first of the cluster stands a little earlier than the last
class Election(Server):
    """Each server's window begins a little later than that of the server before it."""

    def electionWindow(self) -> tuple[int, int]:
        low, high = self.options.electionTimeout
        rank = self.cluster.index(self.id) / len(self.cluster)
        return round(low * (1 + rank / 10)), round(high * (1 + rank / 2))
