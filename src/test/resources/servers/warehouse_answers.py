"""The upload address of PyPI as far as its framework, Pyramid, shapes the answers

Debian's python3-pyramid makes every byte of a success and of a refusal. The index keeps what it is sent in memory and shows
it on its pages. Its first line is the port.
"""
import hashlib
import json
from wsgiref.simple_server import WSGIRequestHandler, make_server

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPBadRequest, HTTPForbidden, HTTPNotFound, HTTPOk
from pyramid.response import Response

files = {}


def refuse(kind, words):
    # The way warehouse puts its words into the status line as well (warehouse/forklift/legacy.py, _exc_with_message).
    answer = kind(words)
    answer.status = f"{answer.status_code} {words}"
    return answer


def upload(request):
    if not request.authorization:
        return refuse(HTTPForbidden, "Invalid or non-existent authentication information.")
    if request.POST.get(":action") != "file_upload":
        return refuse(HTTPBadRequest, "Unknown action.")
    content = request.POST.get("content")
    if content is None:
        return refuse(HTTPBadRequest, "Upload payload does not have a file.")
    data = content.file.read()
    digest = hashlib.sha256(data).hexdigest()
    if digest != request.POST["sha256_digest"].lower():
        return refuse(HTTPBadRequest, "The digest supplied does not match a digest calculated from the uploaded file.")
    if files.get(content.filename, digest) != digest:
        return refuse(HTTPBadRequest, f"File already exists ('{content.filename}', with other bytes).")
    files[content.filename] = digest
    return HTTPOk()


def project(request):
    shown = [{"filename": name, "url": name, "hashes": {"sha256": digest}} for name, digest in sorted(files.items())]
    if not shown:
        return HTTPNotFound()
    page = {"meta": {"api-version": "1.4"}, "name": request.matchdict["name"], "files": shown}
    return Response(json.dumps(page).encode(), content_type="application/vnd.pypi.simple.v1+json")


class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass


with Configurator() as config:
    config.add_route("upload", "/legacy/")
    config.add_view(upload, route_name="upload", request_method="POST")
    config.add_route("project", "/simple/{name}/")
    config.add_view(project, route_name="project")
    server = make_server("127.0.0.1", 0, config.make_wsgi_app(), handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
