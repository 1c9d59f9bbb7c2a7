"""The process in which a submission runs, and the frames to and from it."""
