"""The day's bookings: where they come from, how they are read, what they are to this room."""
