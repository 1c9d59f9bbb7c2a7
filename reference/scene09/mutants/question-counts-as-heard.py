# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """Takes each server that it asks for one that it has heard."""

    replace("confirmLeadership", "self.lastRound += 1", "self.lastRound += 1\nself.active.update(self.followers)")
