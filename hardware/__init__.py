"""Devices and their simulated twins, behind one port each; this house imports nothing of ours."""
