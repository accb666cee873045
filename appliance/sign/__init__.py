"""The sign process: the lamp by the door, under two leases; no network, no media, no keys."""
