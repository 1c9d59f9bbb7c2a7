# caught by: test_asking_raises_nothing
class PreVoting(Server):
    """Goes on naming the leader that it no longer hears."""

    replace("startPreVote", "self.leaderId = None", "")
