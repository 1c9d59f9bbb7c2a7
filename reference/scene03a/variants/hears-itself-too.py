# variant: a leader hears itself
class PreVoting(Server):
    """A leader is active itself."""

    replace("checkQuorum", "heard = len(self.active) + 1", "heard = len(self.active | {self.id})")
