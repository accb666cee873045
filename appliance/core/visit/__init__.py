"""The course of one visit: when, whether and why it moves from phase to phase."""
