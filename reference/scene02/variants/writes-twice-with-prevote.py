# variant: each write holds all that the server holds
class Terms(Server):
    """Writes a new term once before and once after the role, with Pre-Vote."""

    replace(
        "becomeFollower",
        "self.matchIndex = {}",
        "self.matchIndex = {}\nif self.options.preVote:\n    self.persist()",
    )
