# caught by: test_leader_begins_its_books
class Election(Server):
    """Believes that every follower has all of its log."""

    replace("becomeLeader", ".followers, 0)", ".followers, self.log.lastIndex())")
