"""What the room has to do with central: its token, the signaling socket, outcomes."""
