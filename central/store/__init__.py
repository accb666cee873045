"""What central keeps: tables and the questions asked of them."""
