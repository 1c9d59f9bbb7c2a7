# caught by: test_event_changes_only_what_it_is_about
class Reads(Server):
    """Restarts its election timer when a client reads."""

    replace(
        "handleRead",
        "client, sequence, key = command.client, command.sequence, command.key",
        "client, sequence, key = command.client, command.sequence, command.key\nif self.role == FOLLOWER:\n    self.resetElectionTimer()",
    )
