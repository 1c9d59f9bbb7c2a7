# caught by: test_leader_begins_its_books
class Election(Server):
    """Leads, and would send a client to nobody."""

    replace("becomeLeader", "self.leaderId = self.id", "")
