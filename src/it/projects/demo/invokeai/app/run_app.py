"""Serves the web frontend and tells its version."""

import argparse
import json
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Optional, Sequence

from invokeai.version import __version__


def web_root() -> Path:
    """the folder with the built frontend; fails when the package was built without it."""
    root = Path(str(files("invokeai.frontend.web"))) / "dist"
    if not (root / "index.html").is_file():
        raise RuntimeError(f"{root} holds no index.html: the package was built without its frontend")
    return root


class Handler(SimpleHTTPRequestHandler):
    """Files of the frontend, and the version as JSON."""

    def do_GET(self) -> None:
        if self.path != "/api/v1/app/version":
            super().do_GET()
            return
        body = json.dumps({"version": __version__}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main(argv: Optional[Sequence[str]] = None) -> None:
    """The console script ``invokeai-demo``."""
    parser = argparse.ArgumentParser(prog="invokeai-demo", description="A small application shaped like InvokeAI.")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9090, help="0 for a free one (default: %(default)s)")
    args = parser.parse_args(argv)
    server = ThreadingHTTPServer((args.host, args.port), partial(Handler, directory=str(web_root())))
    print(f"InvokeAI Demo {__version__} on http://{args.host}:{server.server_port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
