# caught by: test_leader_resets_next_and_match_index
class Election(Server):
    """Leads, and would send a client to nobody."""

    replace("becomeLeader", "self.leaderId = self.id", "")
