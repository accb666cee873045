"""What stands on the screen, read aloud (EN 301 549, 5.1.3)."""
