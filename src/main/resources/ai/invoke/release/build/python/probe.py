import sys

try:
    from importlib import metadata, util
    import json
    import platform
    import sysconfig

    def have(name):
        try:
            return util.find_spec(name) is not None
        except ImportError:  # its package is not there
            return False

    def version(name):
        try:
            return metadata.version(name) or ""
        except metadata.PackageNotFoundError:
            return ""

    print(json.dumps({
        "probe": "invokeai-release",
        "executable": sys.executable or "",
        "version": "%d.%d.%d" % sys.version_info[:3],
        "full": platform.python_version(),
        "implementation": platform.python_implementation(),
        # Two of one version may differ in what they build: 32 and 64 bits, with and without the global lock, musl and glibc.
        "platform": " ".join(filter(None, [sysconfig.get_platform(), sysconfig.get_config_var("EXT_SUFFIX")])),
        "path": sys.path,
        "virtual": sys.prefix != sys.base_prefix,
        "venv": have("venv"),
        "ensurepip": have("ensurepip"),
        "pip": version("pip"),
        "build": version("build") if have("build.__main__") else "",
    }))
except ImportError:
    print('{"probe": "invokeai-release", "version": "%d.%d.%d"}' % sys.version_info[:3])
