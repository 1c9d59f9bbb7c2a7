# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """A message of its own term makes a pre-candidate a follower: no majority of pre-votes is ever counted."""

    replace("observeTerm", "term > self.currentTerm", 'term > self.currentTerm or self.role == "pre-candidate"')
