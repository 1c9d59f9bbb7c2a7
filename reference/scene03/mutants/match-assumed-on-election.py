# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """Believes that every follower has all of its log."""

    replace("becomeLeader", ".followers, 0)", ".followers, self.log.lastIndex())")
