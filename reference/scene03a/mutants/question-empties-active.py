# caught by: test_heard_majority_leads_on
class PreVoting(Server):
    """A leader that is asked for a pre-vote counts its contacts anew."""

    replace("handlePreVote", "self.send(", "self.active = set()\nself.send(")
