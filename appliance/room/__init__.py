"""The room process: agenda, visit, signaling, MQTT, store; never a camera or microphone."""
