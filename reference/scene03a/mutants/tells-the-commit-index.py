# caught by: test_pre_vote_names_the_last_entry
class PreVoting(Server):
    """Tells how far it has committed instead of where its log ends."""

    replace("pre_vote_request", "lastLogIndex=self.log.lastIndex(),", "lastLogIndex=self.commitIndex,")
