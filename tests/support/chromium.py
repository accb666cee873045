"""The one launcher of a real browser in tests: the workbench's own."""

from workbench.browser import chromium

__all__ = ["chromium"]
