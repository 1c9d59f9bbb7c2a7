# caught by: test_leader_without_majority_is_replaced
class PreVoting(Server):
    """Forgets whom it has heard only where they were too few."""

    replace("checkQuorum", "self.active = set()", "")
    replace("checkQuorum", "else:", "else:\n    self.active = set()")
