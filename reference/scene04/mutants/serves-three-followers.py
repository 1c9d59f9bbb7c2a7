# caught by: test_proposal_needs_a_majority
class Replication(Server):
    """Sends to the first three followers only."""

    replace(
        "replicateTo",
        "self.send(follower, self.append_request(prev))",
        "if follower in self.followers[:3]:\n    self.send(follower, self.append_request(prev))",
    )
