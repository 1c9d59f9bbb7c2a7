"""raftlab: an autograded lab kit for building Raft, one scene at a time."""

__version__ = "0.1.0"
