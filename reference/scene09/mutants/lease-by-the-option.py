# caught by: test_lease_is_shorter_than_the_promise
class Reads(Server):
    """Takes the option for the shortest election timeout."""

    replace("leaseIsValid", "self.electionWindow()[0]", "self.options.electionTimeout[0]")
