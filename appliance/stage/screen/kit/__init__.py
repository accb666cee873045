"""The drawing kit: boxes in relative units, the look's tokens, text, shapes and what they check."""
