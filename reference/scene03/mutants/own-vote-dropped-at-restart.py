# caught by: test_own_vote_stands_after_a_crash
class Election(Server):
    """A server that comes back is no candidate, and takes its own vote back."""

    replace("started", "super().started()", "super().started()\nif self.votedFor == self.id:\n    self.votedFor = None")
