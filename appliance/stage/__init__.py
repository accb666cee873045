"""The stage process: camera, headset, screen and peer connections; never a key or credential."""
