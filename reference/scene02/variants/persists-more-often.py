# variant: what is durable twice is durable
class Terms(Server):
    """Persists the term, then the cleared vote, and at every step down."""

    replace("becomeFollower", "self.currentTerm = term", "self.currentTerm = term\nself.persist()")
    replace("becomeFollower", "self.role = FOLLOWER", "self.role = FOLLOWER\nself.persist()")
