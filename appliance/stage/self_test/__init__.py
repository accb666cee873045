"""The self-test's measuring: it finds out what room asked for, and judges no person."""
