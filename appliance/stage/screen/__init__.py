"""Drawing: the kit and the screens drawn with it."""
