# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """A leader with one entry takes it for stored everywhere."""

    replace(
        "becomeLeader",
        "self.matchIndex = dict.fromkeys(self.followers, 0)",
        "self.matchIndex = dict.fromkeys(self.followers, 1 if len(self.log) == 1 else 0)",
    )
