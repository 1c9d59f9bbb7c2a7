# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """Wants a new voter to store the whole log of the leader, whatever clients are sending."""

    replace(
        "may_change",
        "self.matchIndex.get(each, 0) >= self.commitIndex for each",
        "self.matchIndex.get(each, 0) >= self.log.lastIndex() for each",
    )
