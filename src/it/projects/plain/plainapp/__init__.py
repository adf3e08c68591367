"""The whole application."""

__version__ = "1.4.0"


def main() -> None:
    print(f"plain-app {__version__}")
