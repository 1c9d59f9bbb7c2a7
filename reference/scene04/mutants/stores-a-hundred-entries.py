# caught by: test_follower_far_behind_is_found_fast
class Replication(Server):
    """Stores no entry behind index 100."""

    replace("storeEntries", "if index > self.log.lastIndex():", "if self.log.lastIndex() < index <= 100:")
