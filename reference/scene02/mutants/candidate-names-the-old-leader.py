# caught by: test_old_leader_is_forgotten
class Terms(Server):
    """Stands for election and still names the old leader."""

    replace("becomeCandidate", "self.leaderId = None", "")
