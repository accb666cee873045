"""What IT hears of the room, over MQTT."""
