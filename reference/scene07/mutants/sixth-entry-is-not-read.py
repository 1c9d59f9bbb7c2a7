# caught by: test_hidden_search_changes
class Membership(Server):
    """Looks for a configuration in the first five entries only."""

    replace("adoptConfiguration", "for entry in self.log:", "for entry in list(self.log)[:5]:")
