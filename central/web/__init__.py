"""What central shows: its HTTP and WebSocket doors and the pages behind them."""
