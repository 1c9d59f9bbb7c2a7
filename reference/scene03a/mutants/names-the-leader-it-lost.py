# caught by: test_asking_raises_no_term
class PreVoting(Server):
    """Goes on naming the leader that it no longer hears."""

    replace("startPreVote", "self.leaderId = None", "")
