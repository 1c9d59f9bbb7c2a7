# caught by: test_each_leadership_starts_anew
class PreVoting(Server):
    """A leader that has stepped down takes itself for a leader that it has just heard."""

    replace("checkQuorum", "self.leaderId = None", "self.leaderId = None\nself.heardAt = self.now")
