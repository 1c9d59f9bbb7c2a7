# caught by: test_search_whole_clusters
class Terms(Server):
    """A candidate votes for itself and stays what it was: nobody ever wins."""

    replace("becomeCandidate", "self.role = CANDIDATE", "")
