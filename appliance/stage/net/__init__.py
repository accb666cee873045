"""The peer connection; the only folder that knows aiortc."""
