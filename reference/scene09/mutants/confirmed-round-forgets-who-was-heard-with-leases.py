# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """With leases a confirmed round forgets which followers were heard."""

    replace(
        "finish_round",
        "self.confirmedRound = number",
        "self.confirmedRound = number\nif self.options.reads == 'lease':\n    self.active = set()",
    )
