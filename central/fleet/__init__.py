"""The fleet: MQTT ingest and what is known of each unit."""
