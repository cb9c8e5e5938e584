"""Chromium without a window, and certificates, for the tests that look at pages."""

import base64
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

PATIENCE = 20
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"no server on port {port}")


class Browser:
    """Chromium, driven by ChromeDriver."""

    def __init__(self, folder, shots):
        self.port, self.shots = free_port(), shots
        self.driver = subprocess.Popen(
            ["chromedriver", f"--port={self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        wait_for(self.port)
        arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={folder}", "--window-size=1100,1400",
        ]
        options = {"binary": shutil.which("chromium"), "args": arguments}
        wanted = {"acceptInsecureCerts": True, "goog:chromeOptions": options}
        self.session = ""
        self.session = "/session/" + self.send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{self.session}{path}", data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from None

    def open(self, url):
        self.send("POST", "/url", {"url": url})

    def find(self, css, within=""):
        found = self.send("POST", f"{within}/elements", {"using": "css selector", "value": css})
        return [f"/element/{element[ELEMENT]}" for element in found]

    def one(self, css):
        found = self.find(css)
        assert len(found) == 1, f"{css}: {len(found)}"
        return found[0]

    def text(self, css):
        return self.send("GET", self.one(css) + "/text")

    def type(self, css, text):
        self.send("POST", self.one(css) + "/value", {"text": text})

    def click(self, element):
        self.send("POST", element + "/click", {})

    def choose(self, name, value):
        self.click(self.one(f"select[name={name}] option[value={value}]"))

    def selected(self, name):
        return self.run("return document.querySelector(`select[name=${arguments[0]}]`).value", name)

    def submit(self, action, number=0):
        old = self.one("html")
        self.click(self.find(f"form[action='/{action}'] button")[number])
        # The new page is there when the old one is not.
        end = time.monotonic() + PATIENCE
        while self.is_there(old) or not self.find("body"):
            assert time.monotonic() < end, "the page stays"
            time.sleep(0.02)

    def is_there(self, element):
        try:
            self.send("GET", element + "/name")
            return True
        except AssertionError:
            return False

    def upload(self, action, path):
        self.type(f"form[action='/{action}'] input[type=file]", str(path))
        self.submit(action)

    def message(self):
        """Whether it is an error, and its text."""
        element = self.one("#message")
        return self.send("GET", element + "/attribute/class") == "error", self.text("#message")

    def rows(self):
        """The uploaded certificates."""
        return [self.send("GET", row + "/text") for row in self.find("#trusted tr")[1:]]

    def run(self, script, *arguments):
        """The result of a script of this test. The pages have none."""
        return self.send("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def size(self, width, height):
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.send("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics})

    def shot(self, name):
        self.shots.mkdir(parents=True, exist_ok=True)
        (self.shots / f"{name}.png").write_bytes(base64.b64decode(self.send("GET", "/screenshot")))

    def end(self):
        try:
            self.send("DELETE", "", None)
        finally:
            self.driver.terminate()
            self.driver.wait()


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
