# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """Counts anew whom it has heard, with each read."""

    replace("read_point", "index = max(", "self.active = set()\nindex = max(")
