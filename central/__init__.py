"""The server: bookings, lobby and signaling, the patient's page, the fleet."""
