"""Uses the phone's page in headless Chromium, as a person does."""

import pathlib
import random
import signal
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from chromium import PATIENCE, Browser, free_port, openssl, wait_for

PROGRAM, SHOTS = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
DATA = pathlib.Path(__file__).resolve().parents[3] / "examples" / "data"


class Phone:
    """The program, with its state in a folder."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        self.url = f"https://localhost:{self.port}/"

    def start(self):
        self.process = subprocess.Popen(
            [PROGRAM, "--folder", self.folder, "--listen", f"127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL,
        )
        wait_for(self.port)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def certificate(folder, name, common_name):
    path = folder / f"{name}.pem"
    key = folder / f"{name}.key"
    openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650",
        "-subj", f"/CN={common_name}", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", path,
    )
    return path, key


def wrong_files(folder):
    """Files that are no trusted certificates, and words of the message about each."""
    path, key = certificate(folder, "wrong", "wrong")
    request, container = folder / "request.pem", folder / "store.pem"
    openssl("req", "-new", "-key", key, "-subj", "/CN=x", "-out", request)
    openssl("pkcs12", "-export", "-in", path, "-inkey", key, "-passout", "pass:x", "-out", container)
    texts = {
        "page.pem": "<!DOCTYPE html><html><body>Not found</body></html>",
        "notes.txt": path.read_text(),
        "empty.pem": "",
        "cut.pem": path.read_text()[:300],
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    large = folder / "large.pem"
    large.write_bytes(b" " * ((5 << 20) + 1))
    return [
        (request, "certificate request"), (container, "PKCS#12"), (key, "private key"),
        (folder / "page.pem", "HTML"), (folder / "notes.txt", "does not end in"), (folder / "empty.pem", "empty"),
        (folder / "cut.pem", "END"), (large, "limit"), (DATA / "phones.crl", "does not end in"),
    ]


def check_uploads(browser, folder):
    browser.upload("upload", DATA / "fleet" / "vendor.pem")
    is_error, text = browser.message()
    assert not is_error and "1 new" in text, text
    assert "Example Phones Root CA" in browser.rows()[0]
    browser.shot("uploaded")

    for path, words in wrong_files(folder):
        browser.upload("upload", path)
        is_error, text = browser.message()
        assert is_error and words in text and "To fix it:" in text, f"{path}: {text}"
        assert len(browser.rows()) == 1, path
    browser.shot("wrong-file")

    # A name that is HTML is shown as text.
    path, _ = certificate(folder, "html", "<img src=x onerror=alert(1)>")
    browser.upload("upload", path)
    assert "<img src=x onerror=alert(1)>" in browser.rows()[1]
    assert browser.find("img") == [] and browser.find("script") == []

    # Eight fill the store; the eleventh is refused and evicts none.
    for number in range(3, 11):
        path, _ = certificate(folder, f"ca{number}", f"CA {number}")
        browser.upload("upload", path)
    before = browser.rows()
    assert len(before) == 10
    path, _ = certificate(folder, "ca11", "CA 11")
    browser.upload("upload", path)
    is_error, text = browser.message()
    assert is_error and "To fix it:" in text and browser.rows() == before, text
    browser.shot("full")
    browser.submit("delete", 1)
    assert "deleted: <img" in browser.message()[1] and len(browser.rows()) == 9


def check_settings_and_asking(browser):
    browser.choose("source", "all")
    browser.choose("check_name", "on")
    browser.submit("settings")
    assert browser.message() == (False, "the settings are saved")
    chain = (DATA / "fleet" / "phone.pem").read_text()
    browser.type("input[name=host]", "pbx.example.com")
    browser.type("textarea", chain)
    browser.submit("ask")
    is_error, text = browser.message()
    assert is_error and "pbx.example.com: rejected" in text and "[" in text, text
    browser.shot("asked")
    browser.type("input[name=host]", "sip.example.com:5061")
    browser.type("form[action='/ask'] input[type=file]", str(DATA / "stackexchange-2021.pem"))
    browser.submit("ask")
    is_error, text = browser.message()
    assert is_error and "port" in text and "To fix it:" in text, text


def check_own_certificate(browser, folder, phone):
    path, key = certificate(folder, "own", "own certificate")
    browser.upload("upload-own", path)
    is_error, text = browser.message()
    assert is_error and "To fix it:" in text, text
    both = folder / "both.pem"
    both.write_text(path.read_text() + key.read_text())
    browser.upload("upload-own", both)
    assert "uploaded: own certificate" in browser.message()[1]
    assert "generic" in browser.text("#presented")
    browser.choose("device", "custom")
    browser.submit("settings")
    assert "own certificate" in browser.text("#presented")
    # New connections get it.
    presented = ssl.get_server_certificate(("127.0.0.1", phone.port))
    assert presented.strip() == path.read_text().strip()


def check_cross_site(phone):
    context = ssl._create_unverified_context()
    body = b'--x\r\nContent-Disposition: form-data; name="keep"\r\n\r\nno\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Cookie": "__Host-session=" + "0" * 32}
    request = urllib.request.Request(phone.url + "reset", body, headers)
    try:
        urllib.request.urlopen(request, context=context, timeout=PATIENCE)
        raise AssertionError("a form without the token was accepted")
    except urllib.error.HTTPError as error:
        assert error.code == 403, error.code


def check_restart(browser, phone):
    before = browser.rows()
    phone.kill()
    phone.start()
    browser.open(phone.url)
    assert browser.rows() == before and browser.find(".error") == []
    assert "own certificate" in browser.text("#presented")


def check_kills(browser, folder, phone):
    """The phone is killed while it saves: the page shows the state before or after, never a lost one."""
    choice = random.Random(1)
    path, _ = certificate(folder, "killed", "killed")
    for _ in range(12):
        browser.open(phone.url)
        assert browser.find(".error") == [], browser.text(".error")
        rows = browser.rows()
        there = [number for number, row in enumerate(rows) if "killed" in row]
        killer = subprocess.Popen(
            ["sh", "-c", f"sleep {choice.uniform(0, 0.06):.3f}; kill -9 {phone.process.pid}"],
        )
        try:
            if there:
                browser.submit("delete", there[0])
            else:
                browser.upload("upload", path)
        except AssertionError:
            pass  # The connection ended: that is the test.
        killer.wait()
        phone.process.wait()
        phone.start()
        browser.open(phone.url)
        after = [row for row in browser.rows() if "killed" not in row]
        expected = [row for row in rows if "killed" not in row]
        names = lambda rows: [row.split(" ", 1)[1] for row in rows]
        assert names(after) == names(expected), (after, expected)


def check_guard(browser, folder, phone):
    """The provisioning server is below an uploaded root: the page says when it ends, and what would lock the phone out."""
    key, path = folder / "prov.key", folder / "prov.pem"
    openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90", "-subj", "/CN=prov",
        "-addext", "subjectAltName=DNS:prov.example.com", "-keyout", key, "-out", path,
    )
    assert "None is remembered" in browser.text("#forecast")
    browser.upload("upload", path)
    assert not browser.message()[0], browser.message()
    browser.choose("remember", "auto_provision")
    browser.type("input[name=host]", "prov.example.com")
    browser.type("form[action='/ask'] input[type=file]", str(path))
    browser.submit("ask")
    is_error, text = browser.message()
    assert not is_error and "remembered as the provisioning server" in text, text
    shown = browser.text("#forecast")
    for words in ["the provisioning server", "prov.example.com", "trusted", "-> rejected", "expires", "act by"]:
        assert words in shown, f"{words}: {shown}"
    check_narrow(browser, "forecast")

    before = browser.rows()
    number = next(number for number, row in enumerate(before) if "prov" in row)
    for action, button in [("delete", number), ("reset", 0)]:
        browser.submit(action, button)
        is_error, text = browser.message()
        assert is_error and "locks out: \"the provisioning server\" would be rejected" in text, text
        assert browser.rows() == before, action
        assert browser.run("return document.title").startswith("Error: ")
        check_narrow(browser, f"guard-{action}")
        # What is asked first: the button is in the message.
        assert len(browser.find("#message #nevertheless")) == 1
        browser.open(phone.url)
        assert browser.find("#nevertheless") == []
    # Settings without the part of the store that has the root.
    browser.choose("source", "built-in")
    browser.submit("settings")
    is_error, text = browser.message()
    assert is_error and "locks out: \"the provisioning server\" would be rejected" in text, text
    assert "To fix it: choose \"All certificates\"" in text, text
    assert browser.selected("source") == "all", "the settings stay"
    check_narrow(browser, "guard-settings")
    # What is saved nevertheless is the whole form; the button is the first of its kind.
    browser.submit("settings", 0)
    assert browser.message() == (False, "the settings are saved"), browser.message()
    assert browser.selected("source") == "built-in"
    assert browser.selected("check_name") == "on" and browser.selected("device") == "custom"
    assert "rejected" in browser.text("#forecast")
    # The way back is no lock-out, and the page says what it does.
    browser.choose("source", "all")
    browser.submit("settings")
    is_error, text = browser.message()
    assert not is_error and "the provisioning server\": rejected" in text and "after" in text, text
    # Another certificate is deleted without a question, and this one if it is meant.
    browser.submit("delete", 0 if number else 1)
    assert not browser.message()[0] and len(browser.rows()) == len(before) - 1, browser.message()
    number = next(number for number, row in enumerate(browser.rows()) if "prov" in row)
    browser.submit("delete", number)
    assert browser.message()[0], browser.message()
    # The first form of the page is the one in the message.
    browser.submit("delete", 0)
    assert browser.message() == (False, "deleted: prov"), browser.message()
    assert "rejected" in browser.text("#forecast")


CUT = """
return [...document.querySelectorAll('h1, h2, p, td, label, button, input, select, textarea, #message div')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && (box.left < 0 || box.right > innerWidth);
}).map(e => e.outerHTML.slice(0, 80));
"""


def check_narrow(browser, name):
    """Nothing is cut off on a wide and on a narrow screen, and every control has a name."""
    for width in [360, 1280]:
        browser.size(width, 1800)
        browser.shot(f"{name}-{width}")
        assert browser.run("return document.documentElement.scrollWidth") <= width, (name, width)
        cut = browser.run(CUT)
        assert cut == [], (name, width, cut)
        # No word of a button is broken.
        tall = browser.run("return [...document.querySelectorAll('button')].filter(e => e.offsetHeight > 40).length")
        assert tall == 0, (name, width)
    names = browser.run("return [...document.querySelectorAll('#trusted button')].map(e => e.ariaLabel)")
    assert len(names) == len(set(names)) == len(browser.rows()), names


def check_reset(browser):
    count = len(browser.rows())
    browser.submit("reset", 1)
    assert "0 certificates deleted" in browser.message()[1] and len(browser.rows()) == count
    browser.submit("reset", 0)
    assert f"{count} certificates deleted" in browser.message()[1] and browser.rows() == []
    assert "generic" in browser.text("#presented") and len(browser.find("#own tr")) == 2
    browser.shot("reset")


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        phone = Phone(folder / "state")
        phone.start()
        browser = Browser(folder / "profile", SHOTS)
        try:
            browser.open(phone.url)
            assert "Phone security" in browser.text("h1") and browser.rows() == []
            check_uploads(browser, folder)
            check_settings_and_asking(browser)
            check_own_certificate(browser, folder, phone)
            check_cross_site(phone)
            check_restart(browser, phone)
            check_kills(browser, folder, phone)
            check_guard(browser, folder, phone)
            check_reset(browser)
        finally:
            browser.end()
            phone.kill()
    print(f"the page did what it should; screenshots are in {SHOTS}")


main()
