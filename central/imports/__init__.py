"""Central's importers: a foreign booking system mirrored, and what exists on one side only."""
