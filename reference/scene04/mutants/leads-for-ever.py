# caught by: test_reply_to_a_former_leader
class Replication(Server):
    """Takes replies whether it leads or not."""

    replace("handleAppendEntriesReply", "if self.role != LEADER:", "if False:")
