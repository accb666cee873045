"""The unit: a computer with camera, headset, screen and lamp that is a room for video care."""
