# caught by: test_each_of_many_steps_is_durable
class Terms(Server):
    """A candidate votes for the first server of the cluster."""

    replace("becomeCandidate", "self.votedFor = self.id", "self.votedFor = self.cluster[0]")
