"""The cards that lie on a screen or over a picture: each draws itself and says how high it is."""
