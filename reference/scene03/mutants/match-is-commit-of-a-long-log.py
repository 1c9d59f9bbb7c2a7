# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """Begins with matchIndex = commitIndex, which no follower has confirmed to it, once its log has six entries."""

    replace(
        "becomeLeader",
        "dict.fromkeys(self.followers, 0)",
        "dict.fromkeys(self.followers, self.commitIndex if self.log.lastIndex() > 5 else 0)",
    )
