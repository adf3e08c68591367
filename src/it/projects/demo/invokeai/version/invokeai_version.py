__version__ = "5.6.0rc1"
