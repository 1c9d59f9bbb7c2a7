# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """A leader begins with the matchIndex of its leadership before."""

    replace(
        "becomeLeader",
        "self.matchIndex = dict.fromkeys(self.followers, 0)",
        'self.matchIndex = dict.fromkeys(self.followers, 0) | getattr(self, "known", {})\nself.known = self.matchIndex',
    )
