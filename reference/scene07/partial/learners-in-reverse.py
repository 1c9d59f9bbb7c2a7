# expected: 91 points
class Membership(Server):
    """Right but for its form: the learners of a new configuration are not in the order of their names."""

    replace("next_configuration", "tuple(sorted(learners))", "tuple(sorted(learners, reverse=True))")
