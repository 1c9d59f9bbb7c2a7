# caught by: test_question_tells_the_log
class PreVoting(Server):
    """Tells its own term for that of its last entry."""

    replace("pre_vote_request", "lastLogTerm=self.log.lastTerm(),", "lastLogTerm=self.currentTerm,")
