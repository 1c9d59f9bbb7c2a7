# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A refusal starts a new count of the followers that were heard."""

    replace("handleAppendEntriesReply", "elif reply.prevLogIndex", "elif self.active.clear() or reply.prevLogIndex")
