# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """Frees its vote when its leadership ends."""

    replace("endLeadership", "self.rounds = {}", "self.rounds = {}\nself.votedFor = None")
