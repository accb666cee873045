"""How the room's own picture is coded and sent: pure reckoning, no sockets, the clock is told."""
