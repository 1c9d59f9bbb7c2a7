# caught by: test_new_voter_has_caught_up
class Membership(Server):
    """Asks about one new voter, the first by name."""

    replace("may_change", "for each in newcomers)", "for each in sorted(newcomers)[:1])")
