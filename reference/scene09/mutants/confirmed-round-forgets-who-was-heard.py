# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """A confirmed round forgets which followers were heard."""

    replace("finish_round", "self.confirmedRound = number", "self.confirmedRound = number\nself.active = set()")
