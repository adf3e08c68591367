from acme.version.acme_version import __version__

__all__ = ["__version__"]
