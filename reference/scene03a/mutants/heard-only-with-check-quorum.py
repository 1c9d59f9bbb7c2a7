# caught by: test_ten_networks_with_pre_vote
class PreVoting(Server):
    """Without CheckQuorum no leader is heard."""

    replace("handlePreVote", "not self.hearsLeader()", "not (self.options.checkQuorum and self.hearsLeader())")
