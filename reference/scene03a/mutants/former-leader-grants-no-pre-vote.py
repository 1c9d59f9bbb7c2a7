# caught by: test_every_reign_is_the_first
class PreVoting(Server):
    """A leader that has stepped down takes itself for a leader that it has just heard."""

    replace("checkQuorum", "self.leaderId = None", "self.leaderId = None\nself.heardAt = self.now")
