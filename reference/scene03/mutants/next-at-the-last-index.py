# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """Takes the last index for the next one."""

    replace("becomeLeader", ".followers, self.log.lastIndex() + 1)", ".followers, max(1, self.log.lastIndex()))")
