# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """A leader counts as heard for the maximum election timeout."""

    replace("hearsLeader", "self.electionWindow()[0]", "self.electionWindow()[1]")
