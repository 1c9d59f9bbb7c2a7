# caught by: test_deposed_leader_can_win_again
class Election(Server):
    """A deposed leader starts no election timer."""

    replace("becomeFollower", "self.resetElectionTimer()", "")
