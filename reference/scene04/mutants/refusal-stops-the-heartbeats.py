# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A refusal stops the heartbeat timer."""

    replace(
        "handleAppendEntriesReply",
        "self.replicateTo(follower)",
        "self.replicateTo(follower)\nself.cancelTimer('heartbeat')",
    )
