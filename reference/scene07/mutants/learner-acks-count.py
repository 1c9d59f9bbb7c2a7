# caught by: test_learners_count_for_nothing
class Membership(Server):
    """Learners count among those who decide."""

    replace("quorum", "2 * len(servers & set(side))", "2 * len(servers & {*side, *configuration.learners})")
