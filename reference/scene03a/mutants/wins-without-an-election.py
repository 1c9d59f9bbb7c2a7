# caught by: test_search_three
class PreVoting(Server):
    """Leads the next term on pre-votes alone."""

    replace("handlePreVoteReply", "self.startElection()", "self.startElection()\nself.becomeLeader()")
