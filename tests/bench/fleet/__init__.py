"""`make bench-fleet`: how many messages a second reach the database, beside what does less."""
