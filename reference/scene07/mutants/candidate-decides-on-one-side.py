# caught by: test_each_side_decides
class Membership(Server):
    """While it asks for votes a majority of one side is enough."""

    replace("quorum", "return all(", "return (any if self.role == CANDIDATE else all)(")
