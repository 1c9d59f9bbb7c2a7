# caught by: test_learners_count_for_nothing
class Membership(Server):
    """A majority is one of all members, learners too."""

    replace("quorum", "> len(side)", "> len(side) + len(configuration.learners)")
