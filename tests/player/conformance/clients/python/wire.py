"""One request, on a thread of its own."""

import http.client
import json
import socket
import threading
from urllib.parse import urlparse

from answers import Answer

PATHS = {"start": "requeststream", "renewal": "renewstream", "stop": "stopstream"}


class Request:
    def __init__(self, kind, session, body, sent, play, job):
        self.kind, self.session, self.body, self.sent = kind, session, body, sent
        self.play, self.job = play, job  # the start and the stop that it belongs to
        self.out = threading.Event()  # set when it has left
        self.connection = None

    def send(self, url, token, done):
        headers = {"content-type": "application/json"}
        if token is not None:
            headers["authorization"] = "Bearer " + token
        threading.Thread(target=self.exchange, args=(urlparse(url), headers, done), daemon=True).start()

    def exchange(self, url, headers, done):
        answer = None
        try:
            kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
            self.connection = connection = kind(url.hostname, url.port)
            path = url.path.rstrip("/") + "/" + PATHS[self.kind]
            connection.request("POST", path, json.dumps(self.body), headers)
            self.out.set()
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
            connection.close()
        except (OSError, http.client.HTTPException):
            pass
        self.out.set()
        done(self, answer)

    def give_up(self):
        """Breaks the connection, so that the thread ends."""
        try:
            self.connection.sock.shutdown(socket.SHUT_RDWR)
        except (OSError, AttributeError):
            pass  # it is not connected yet, or not any more
