# caught by: test_pre_vote_names_the_last_entry
class PreVoting(Server):
    """Asks for the term after the next where it has voted for itself."""

    replace("pre_vote_request", "currentTerm + 1,", "currentTerm + (2 if self.votedFor == self.id else 1),")
