# variant: whoever is heard next says again who leads
class Terms(Server):
    """Whoever steps down knows no leader for a moment."""

    replace("becomeFollower", "self.role = FOLLOWER", "self.role = FOLLOWER\nself.leaderId = None")
