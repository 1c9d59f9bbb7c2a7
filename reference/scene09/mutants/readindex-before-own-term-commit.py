# caught by: test_own_term_first
class Reads(Server):
    """Takes its commitIndex as the read index before an entry of its own term is committed."""

    replace("read_point", "index = max(self.commitIndex, self.termStart)", "index = self.commitIndex")
