# caught by: test_clock_that_was_set_back_is_no_lease
class Reads(Server):
    """Drops the lease where the clock was set back, and takes one from questions that were out at that time."""

    replace("note_clock", "self.rounds[number] = (None, answered)", "pass")
