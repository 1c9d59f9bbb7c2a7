# caught by: test_asking_raises_no_term
class PreVoting(Server):
    """Asks six others at most."""

    replace("startPreVote", "for peer in self.followers:", "for peer in self.followers[:6]:")
