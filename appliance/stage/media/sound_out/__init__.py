"""What the microphone hears, on its way to the other ends."""
