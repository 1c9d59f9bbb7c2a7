# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """Forgets the waiting clients with each append."""

    replace("answer_heartbeat", "pass  # handleAppendEntries answers", "self.waiting = {}")
