# caught by: test_question_tells_the_log
class PreVoting(Server):
    """Tells how far it has committed instead of where its log ends."""

    replace("pre_vote_request", "lastLogIndex=self.log.lastIndex(),", "lastLogIndex=self.commitIndex,")
