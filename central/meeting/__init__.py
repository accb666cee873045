"""The way into a visit: entry, confirmation, consent, the lobby and its sockets."""
