# caught by: test_read_waits_for_confirmation
class Reads(Server):
    """Needs a majority of others."""

    replace("confirmLeadership", "(self.now, {self.id})", "(self.now, set())")
