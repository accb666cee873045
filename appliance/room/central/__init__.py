"""What the room has to do with central: bookings, the signaling socket, outcomes."""
