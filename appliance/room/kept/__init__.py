"""What the room keeps for a restart."""
