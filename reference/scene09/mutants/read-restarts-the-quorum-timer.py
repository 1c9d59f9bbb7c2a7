# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """Restarts its quorum timer when a client reads."""

    replace("read_point", "index = max(", "if self.options.checkQuorum:\n    self.setQuorumTimer()\nindex = max(")
