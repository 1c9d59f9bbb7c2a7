# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """Takes the first server of the cluster for itself, whoever leads."""

    replace(
        "becomeLeader",
        "dict.fromkeys(self.followers, self.log.lastIndex() + 1)",
        "dict.fromkeys(self.cluster[1:], self.log.lastIndex() + 1)",
    )

    replace("becomeLeader", "dict.fromkeys(self.followers, 0)", "dict.fromkeys(self.cluster[1:], 0)")
