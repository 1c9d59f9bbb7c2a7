# caught by: test_event_changes_only_what_it_is_about
class Membership(Server):
    """A server of any role steps down, and forgets its leader and its votes."""

    replace("retire", "self.role != LEADER or ", "")
