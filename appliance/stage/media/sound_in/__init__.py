"""What arrives as speech: held back just long enough, mended, and given out in 10 ms blocks."""
