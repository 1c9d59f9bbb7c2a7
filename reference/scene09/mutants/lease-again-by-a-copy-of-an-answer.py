# caught by: test_clock_that_was_set_back_is_no_lease
class Reads(Server):
    """Counts a copy of an answer to a confirmed round, which begins its lease anew after the clock was set back."""

    replace("note_clock", "and self.now < sent", "and self.now < sent and number > self.confirmedRound")
    replace("finish_round", "later > number", "later >= number")
