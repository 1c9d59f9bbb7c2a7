# caught by: test_leader_begins_its_books
class Election(Server):
    """Takes what it has committed for what each follower stores."""

    replace("becomeLeader", ".followers, 0)", ".followers, self.commitIndex)")
