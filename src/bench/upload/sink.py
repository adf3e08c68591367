"""An index that throws uploads away and shows the files of FOLDER that it was sent: sink.py FOLDER PORTFILE

Costs as little as a server can, so that what is measured is the client. GET /reset makes it forget.
"""
import hashlib
import json
import os
import re
import socket
import sys
import threading

folder, port_file = sys.argv[1:]
files = {}
for name in sorted(os.listdir(folder)):
    digest = hashlib.sha256()
    with open(os.path.join(folder, name), "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    files[name] = json.dumps({"filename": name, "url": name, "hashes": {"sha256": digest.hexdigest()}})
shown = {}


def answer(connection, status, body, kind):
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    connection.sendall(head.encode() + body)


def page():
    return ('{"meta": {"api-version": "1.0"}, "name": "bench-demo", "files": [' + ",".join(shown.values()) + "]}").encode()


def serve(connection):
    with connection:
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                return
            data += more
        head, body = data.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        fields = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in lines[1:]}
        if lines[0].startswith("POST"):
            left = int(fields["content-length"]) - len(body)
            buffer = bytearray(1 << 20)
            while left > 0:
                count = connection.recv_into(buffer)
                if not count:
                    return
                left -= count
                # The name stands before the file's bytes.
                if b'filename="' not in body:
                    body += buffer[:count]
            name = re.search(rb'filename="([^"]+)"', body).group(1).decode()
            shown[name] = files[name]
            answer(connection, "200 OK", b"", "text/plain")
        elif lines[0].startswith("GET /reset"):
            shown.clear()
            answer(connection, "200 OK", b"", "text/plain")
        elif shown:
            answer(connection, "200 OK", page(), "application/vnd.pypi.simple.v1+json")
        else:
            answer(connection, "404 Not Found", b"", "text/plain")


server = socket.create_server(("127.0.0.1", 0))
with open(port_file + ".new", "w") as out:
    out.write(str(server.getsockname()[1]))
os.rename(port_file + ".new", port_file)
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
