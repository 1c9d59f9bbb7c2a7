"""What keeps a submission from reaching anything: the walls around its process, and a probe that measures them."""
