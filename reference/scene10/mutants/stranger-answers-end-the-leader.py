# caught by: test_answers_in_any_order
class Operations(Server):
    """Takes every answer to be of a follower."""

    replace("handleAppendEntriesReply", "elif follower in self.nextIndex:", "else:")
