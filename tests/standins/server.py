"""A server in a thread of the test, that can be away, slow, answer twice, or take a message and say nothing."""

import json
import random
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class StandIn:
    """`url` is its address. A subclass says in `answer(method, path, query, headers, body)` → (status, dict, taken) what the provider would.

    Faults: `down` closes each connection before a word; `slow` waits so many seconds; `twice` sends each answer twice; of what it
    takes, the share `silent` gets no answer (by turns the line breaks, or nothing comes until the caller gives up).
    """

    def __init__(self, *, seed=1):
        self.down, self.slow, self.twice, self.silent = False, 0.0, False, 0.0
        self.dice, self.lock, self.asked, self.kept_silent = random.Random(seed), threading.Lock(), 0, 0
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                stand_in.serve(self)

            do_GET = do_POST  # noqa: N815

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads, request_queue_size = True, 128

            def handle_error(self, request, address):
                pass  # the caller went away: that is what the faults are for

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.server.shutdown()
        self.server.server_close()

    def serve(self, handler):
        if self.down:
            return self.hang_up(handler)
        parts = urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        with self.lock:
            self.asked += 1
            status, said, taken = self.answer(handler.command, parts, dict(parse_qsl(parts.query)), handler.headers, body)
            silent = taken and self.dice.random() < self.silent
            self.kept_silent += silent
        if silent:
            if self.kept_silent % 2:
                time.sleep(1)
            return self.hang_up(handler)
        time.sleep(self.slow)
        text = said if isinstance(said, str) else json.dumps(said)
        for _ in range(2 if self.twice else 1):
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json;charset=utf-8")
            handler.send_header("Content-Length", str(len(text.encode())))
            handler.end_headers()
            handler.wfile.write(text.encode())

    def hang_up(self, handler):
        """Break the line as a machine that falls over does."""
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
