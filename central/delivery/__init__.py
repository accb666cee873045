"""How letters leave central: a port, its adapters, and the rounds that try until it is done."""
