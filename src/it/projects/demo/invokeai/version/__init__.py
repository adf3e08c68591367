"""The application's version, for everybody who asks."""

from invokeai.version.invokeai_version import __version__

__all__ = ["__version__"]
