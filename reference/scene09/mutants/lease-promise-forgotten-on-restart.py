# caught by: test_voters_keep_their_promise
class Reads(Server):
    """Has promised nothing after a restart."""

    replace("started", "self.heardAt = self.now", "self.heardAt = None")
