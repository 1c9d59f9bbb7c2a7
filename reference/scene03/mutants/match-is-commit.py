# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """Takes what it has committed for what each follower stores."""

    replace("becomeLeader", ".followers, 0)", ".followers, self.commitIndex)")
