"""The demo: starts the others as subprocesses and stands for a simulated unit's wall and desk."""
