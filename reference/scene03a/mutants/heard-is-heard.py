# caught by: test_each_quorum_check_counts_anew
class PreVoting(Server):
    """Never forgets whom it has heard."""

    replace("checkQuorum", "self.active = set()", "")
