"""What is looked at and listened to before a visit: numbers on this machine, nothing is kept."""
