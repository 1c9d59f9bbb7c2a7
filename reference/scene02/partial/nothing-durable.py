# expected: 59 points
class Terms(Server):
    """Every rule, and no persist() anywhere."""

    replace("becomeFollower", "self.persist()", "")

    replace("becomeCandidate", "self.persist()", "")
