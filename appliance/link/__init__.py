"""What the unit's three processes say to each other, and how."""
