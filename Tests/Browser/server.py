"""The built server in a data folder of its own."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request


class Server:
    """Starts `onboard serve --dev`; can be killed and started again on the same port and data."""

    def __init__(self, binary):
        self.binary = binary
        self.folder = tempfile.mkdtemp(prefix="onboard-pages-")
        self.process = None
        self.port = 0
        self.start()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        log = open(os.path.join(self.folder, "log"), "a", encoding="utf-8")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--dev", "--listen", f"127.0.0.1:{self.port}",
             "--data", os.path.join(self.folder, "data")],
            stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        if "listening on http://" not in line:
            raise RuntimeError(f"the server did not start; see {log.name}: {line}")
        self.port = int(line.strip().rsplit(":", 1)[1])

    def kill(self):
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        """Stops, and where that takes too long, kills."""
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.kill()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, method, path, body=None, token=None, fields=None):
        """The answer's status and JSON."""
        request = urllib.request.Request(
            self.origin + path, method=method,
            data=None if body is None else json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        for name, value in (fields or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as refusal:
            text = refusal.read()
            return refusal.code, json.loads(text) if text else None

    def get(self, path, token=None):
        """What a read answers; it must succeed."""
        status, body = self.ask("GET", path, token=token)
        assert status == 200, f"GET {path}: {status} {body}"
        return body

    def post(self, path, body=None, token=None, fields=None):
        """What a write answers; it must succeed."""
        status, answer = self.ask("POST", path, body, token, fields)
        assert status in (200, 201, 204), f"POST {path}: {status} {answer}"
        return answer

    def token(self, subject, **claims):
        """An access token for anybody."""
        return self.post("/dev/token", {"sub": subject, **claims})["token"]

    def key(self, *scopes):
        """An API key."""
        return self.post("/dev/keys", {"scopes": list(scopes)})["key"]
