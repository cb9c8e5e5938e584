"""Opens the page of a fleet in headless Chromium, and reads what a person would see."""

import base64
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from chromium import Browser, openssl

PROGRAM, SHOTS = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
HOSTILE = "<img src=x onerror=alert(1)>\"'&<script>alert(2)</script>"


def judge(page, *arguments):
    """Writes the page, and returns its address and the same answers as JSON."""
    done = subprocess.run([PROGRAM, *arguments, "--html", page], capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr == "", done
    done = subprocess.run([PROGRAM, *arguments, "--json"], capture_output=True, text=True)
    return page.as_uri(), json.loads(done.stdout)["reports"]


def hostile_fleet(folder):
    """A fleet whose names are HTML."""
    for name in ["ours", "other"]:
        openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90",
            "-subj", "/CN=<b>" + name, "-addext", "subjectAltName=DNS:prov.example.com", "-keyout", folder / "key.pem",
            "-out", folder / f"{name}.pem",
        )
    (folder / "bad.cfg").write_text("security.ca_cert = 9\n")
    model = {"id": HOSTILE, "phones": 5, "built_in": "none", "settings": ["bad.cfg"], "maker": "yealink"}
    server = {"id": "prov" + HOSTILE, "application": "auto_provision", "name": "prov.example.com", "chain": "ours.pem"}
    # A day, so that the page and the JSON begin at the same second.
    begin = (datetime.date.today() + datetime.timedelta(days=1)).isoformat()
    fleet = {"title": HOSTILE, "from": begin, "server": [server], "model": [model], "certificates": ["other.pem"]}
    (folder / "fleet.json").write_text(json.dumps(fleet))


def rows_of(reports):
    """The times, verdicts and reasons that the page must show, each with the models."""
    for report in reports:
        for row in report["rows"]:
            decisions = [row["now"]] + [{"decision": event["to"], **event} for event in row["events"]]
            for outcome in decisions:
                word = outcome["decision"]
                reasons = [f"{key['reason'].replace('-', ' ')} [{key['code']}]" for key in outcome["deciding"]]
                at = outcome.get("at", report["span"]["from"]).replace("T", " ").rstrip("Z").removesuffix(" 00:00:00")
                yield [f"{row['phones']:,}", "; ".join(row["models"]), at, word, *reasons]


def check_words(browser, reports):
    lines = [browser.send("GET", line + "/text") for line in browser.find("tbody tr")]
    for words in rows_of(reports):
        assert any(all(word in line for word in words) for line in lines), (words, lines)
    body = browser.text("body")
    for report in reports:
        assert report["title"] in body
        for line in report["assumed"]:
            assert line in body, line
        for row in report["rows"]:
            assert f"{row['dependency']}: " in body
        for suggestion in report["suggestions"]:
            assert suggestion["sha256"] in body and suggestion["certificate"] in body
    assert "cannot be repaired" in body or not any(row["lock_out"] for report in reports for row in report["rows"])


def check_form(browser):
    """Nothing is loaded or run, the outline is whole, and everything can be reached."""
    assert browser.find("script, img, link, iframe, object, embed, [src], [onerror]") == []
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert len(browser.find("h1")) == 1 and len(browser.find("main")) == 1
    for section in browser.find("section"):
        assert len(browser.find("h2", section)) == 1
    assert len(browser.find("table")) == len(browser.find("table > caption")) > 0
    # Each picture repeats its table, so nobody has to hear it.
    pictures = browser.find(".picture[aria-hidden=true]")
    assert len(pictures) == len(browser.find("table"))
    silent = "[...document.querySelectorAll('svg')].every(e => e.closest('[aria-hidden=true]'))"
    assert browser.run(f"return {silent}")
    ids = browser.run("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    for link in browser.run("return [...document.querySelectorAll('a')].map(e => e.getAttribute('href'))"):
        assert link.startswith("#") and link[1:] in ids, link
    # Every link, in the order of the page.
    wanted = len(browser.find("a"))
    assert browser.find("[tabindex]") == []
    reached = []
    browser.run("document.activeElement.blur()")
    for _ in range(wanted):
        browser.send("POST", browser.one("body") + "/value", {"text": "\ue004"})
        reached.append(browser.run("return [...document.querySelectorAll('a')].indexOf(document.activeElement)"))
    assert reached == list(range(wanted)), (reached, wanted)


CONTRAST = """
const channel = c => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4 };
const light = c => { const [r, g, b] = c.match(/[0-9.]+/g).map(Number).map(channel); return 0.2126*r + 0.7152*g + 0.0722*b };
const ground = e => { while (e) { const c = getComputedStyle(e).backgroundColor; if (!c.endsWith(', 0)')) return c; e = e.parentElement } return 'rgb(255, 255, 255)' };
const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05) };
const texts = [...document.querySelectorAll('h1, h2, h3, p, li, a, td, th, caption')];
const signs = [...document.querySelectorAll('.ok, .no, .so')];
return Math.min(...texts.map(e => ratio(getComputedStyle(e).color, ground(e))),
    ...signs.map(e => ratio('rgb(255, 255, 255)', getComputedStyle(e).fill)));
"""


def check_contrast(browser):
    for scheme in ["light", "dark"]:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.send("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}})
        ratio = browser.run(CONTRAST)
        assert ratio >= 4.5, (scheme, ratio)
        if scheme == "dark":
            browser.shot("dark")
    browser.send("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {"features": []}})


# Texts that begin or end outside the page, or that the edge of their cell cuts off.
CUT = """
const ends = e => { const r = document.createRange(); r.selectNodeContents(e); return r.getBoundingClientRect() };
return [...document.querySelectorAll('h1, h2, h3, p, li, td, caption, svg text')].filter(e => {
    const box = ends(e);
    return getComputedStyle(e.closest('g') ?? e).display != 'none' && box.width > 0 && (box.left < 0 || box.right > innerWidth || (e.tagName == 'TD' && e.scrollWidth > e.clientWidth + 1));
}).map(e => e.textContent);
"""


def check_sizes(browser, name):
    for width in [360, 1280]:
        browser.size(width, 2200)
        # The picture waits for the new size.
        browser.shot(f"{name}-{width}")
        wide = browser.run("return document.documentElement.scrollWidth")
        assert wide <= width, (name, wide, width)
        cut = browser.run(CUT)
        assert cut == [], (name, width, cut)
        # A screen reader hears a table at every width.
        roles = browser.run("return [...document.querySelectorAll('table, tr, td')].map(e => e.getAttribute('role'))")
        assert set(roles) == {"table", "row", "cell"}, roles


def check_print(browser, reports):
    pdf = SHOTS / "sample.pdf"
    pdf.write_bytes(base64.b64decode(browser.send("POST", "/print", {"orientation": "landscape"})))
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")
    # Each report begins a page, and its tables have their heads.
    for report in reports:
        begins = report["title"].split(":")[0]
        assert any(begins in page[:400] and "Verdict" in page for page in pages), (begins, text)
    for row in (row for report in reports for row in report["rows"]):
        assert f"{row['phones']:,}" in text
    # The first report begins on the first page, below the title.
    assert reports[0]["title"].split(":")[0] in pages[0], pages[0]


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "fleet").mkdir()
        hostile_fleet(folder / "fleet")
        browser = Browser(folder / "profile", SHOTS)
        try:
            url, reports = judge(folder / "sample.html")
            browser.size(1280, 2200)
            browser.open(url)
            check_words(browser, reports)
            check_form(browser)
            check_contrast(browser)
            check_sizes(browser, "sample")
            check_print(browser, reports)
            url, reports = judge(folder / "hostile.html", folder / "fleet")
            browser.open(url)
            check_words(browser, reports)
            check_form(browser)
            check_sizes(browser, "hostile")
        finally:
            browser.end()
    print(f"the page says what it should; screenshots are in {SHOTS}")


main()
