# caught by: test_each_of_many_steps_is_durable
class Terms(Server):
    """A candidate begins with the first server's vote."""

    replace("becomeCandidate", "self.votesGranted = {self.id}", "self.votesGranted = {self.cluster[0]}")
