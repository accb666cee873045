"""What a room shows: the door, the screen, its buttons and its one-line notices."""
