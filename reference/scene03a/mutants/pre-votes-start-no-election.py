# caught by: test_search_four_and_five
class PreVoting(Server):
    """Counts its pre-votes and leaves it at that: no server ever starts an election."""

    replace("handlePreVoteReply", "self.startElection()", "pass")
