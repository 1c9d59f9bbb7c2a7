# caught by: test_clock_that_was_set_back_is_no_lease
class Reads(Server):
    """Goes on with a lease once a clock that was set back has caught up."""

    replace("note_clock", "self.leaseStart = None", "pass")
