# caught by: test_asking_raises_no_term
class PreVoting(Server):
    """Sends its question to itself as well."""

    replace("startPreVote", "for peer in self.followers:", "for peer in self.cluster:")
