"""The built web frontend, found next to this file in ``dist/``."""
