# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """A leader counts as heard for the maximum election timeout."""

    replace("hearsLeader", "self.electionWindow()[0]", "self.electionWindow()[1]")
