# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """Begins its books after what is committed."""

    replace(
        "becomeLeader",
        "self.nextIndex = dict.fromkeys(self.followers, self.log.lastIndex() + 1)",
        "self.nextIndex = dict.fromkeys(self.followers, (self.commitIndex or self.log.lastIndex()) + 1)",
    )
