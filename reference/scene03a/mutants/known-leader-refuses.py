# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """Refuses as long as leaderId names somebody, however long ago that was."""

    replace("handlePreVote", "not self.hearsLeader()", "self.leaderId is None and not self.hearsLeader()")
