# caught by: test_leader_gives_the_index
class Reads(Server):
    """Puts the index of its log in the place of the term, in the answer to a follower."""

    replace("serve_followers", "ReadIndexReply(self.currentTerm,", "ReadIndexReply(self.commitIndex,")
