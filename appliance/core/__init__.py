"""How a room lives through its day: pure functions on frozen records."""
