# variant: commands may be sent together with the next heartbeat; only latency differs
class Replication(Server):
    """A client's command is stored, and goes out with the next heartbeat."""

    replace("handleClientRequest", "for follower in self.followers:\n    self.replicateTo(follower)", "")
