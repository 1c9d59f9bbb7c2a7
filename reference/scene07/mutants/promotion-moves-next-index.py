# caught by: test_remaining_servers_keep_match_index
class Membership(Server):
    """nextIndex of a learner that becomes a voter goes to the end of the log."""

    replace(
        "adoptConfiguration",
        "self.nextIndex = {each: self.nextIndex.get(each, end) for each in self.followers}",
        "learners = set(self.configuration().learners)\n"
        "promoted = getattr(self, 'learned', set()) - learners\n"
        "self.learned = learners\n"
        "self.nextIndex = {\n"
        "    each: end if each in promoted else self.nextIndex.get(each, end) for each in self.followers\n"
        "}",
    )
