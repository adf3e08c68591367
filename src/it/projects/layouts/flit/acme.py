"""A small application."""

__version__ = "1.2.3"
