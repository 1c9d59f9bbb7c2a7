# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A success restarts the heartbeat timer: while one follower catches up, the others hear nothing."""

    replace(
        "credit_success",
        "self.tryAdvanceCommit()",
        "interval = self.options.heartbeatInterval\nself.setTimer('heartbeat', interval, interval)\n"
        "self.tryAdvanceCommit()",
    )
