"""Reads foreign booking systems, in a process of its own: no database, no letters."""
