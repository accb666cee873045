"""How the drawing process ends when it draws nothing: its exit codes."""

UNREADABLE = 3
TOO_MANY_PIXELS = 4
