"""The picture that arrives: from packets to coded frames in time, and what is asked for again."""
