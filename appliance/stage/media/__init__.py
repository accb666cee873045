"""From device to frame and back: tracks, encoders, levels."""
