# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """Refuses as long as leaderId names somebody, however long ago that was."""

    replace("handlePreVote", "not self.hearsLeader()", "self.leaderId is None and not self.hearsLeader()")
