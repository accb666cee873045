"""The words that unit, pages and central exchange: pure, strict, clear on whose fault it is."""
