"""The encoders of the room's picture, and the way into them and out of them into packets."""
