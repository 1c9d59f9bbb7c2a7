# caught by: test_leader_begins_its_books
class Election(Server):
    """Begins with matchIndex = commitIndex, which no follower has confirmed to it, once its log has six entries."""

    replace(
        "becomeLeader",
        "dict.fromkeys(self.followers, 0)",
        "dict.fromkeys(self.followers, self.commitIndex if self.log.lastIndex() > 5 else 0)",
    )
