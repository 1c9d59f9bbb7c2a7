# variant: a question may be sent twice, as the network may repeat it
class PreVoting(Server):
    """Sends each question twice."""

    replace("startPreVote", "for peer in self.followers:", "for peer in self.followers * 2:")
