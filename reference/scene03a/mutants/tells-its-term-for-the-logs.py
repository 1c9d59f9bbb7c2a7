# caught by: test_pre_vote_names_the_last_entry
class PreVoting(Server):
    """Tells its own term for that of its last entry."""

    replace("pre_vote_request", "lastLogTerm=self.log.lastTerm(),", "lastLogTerm=self.currentTerm,")
