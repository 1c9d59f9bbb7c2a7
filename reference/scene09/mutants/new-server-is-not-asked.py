# caught by: test_every_follower_is_asked
class Reads(Server):
    """Asks those that followed when it asked first."""

    replace(
        "confirmLeadership",
        "for follower in self.followers:",
        "known = self.__dict__.setdefault('asked', self.followers)\n"
        "for follower in [each for each in self.followers if each in known]:",
    )
