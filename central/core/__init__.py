"""What central decides, without clock or I/O: lobby, tickets, fleet state."""
