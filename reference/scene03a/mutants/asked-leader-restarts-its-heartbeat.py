# caught by: test_event_changes_only_what_it_is_about
class PreVoting(Server):
    """A leader that is asked for a pre-vote waits another interval with its heartbeat."""

    replace(
        "handlePreVote",
        "self.send(",
        """if self.role == LEADER:
    interval = self.options.heartbeatInterval
    self.setTimer("heartbeat", interval, interval)
self.send(""",
    )
