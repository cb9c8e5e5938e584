"""The memory of the program does not grow with the models of a fleet, if there are few kinds of them."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from chromium import openssl

PROGRAM = sys.argv[1]
# Kept models would take some 500 bytes each: 25 MB.
MODELS, MAX_MORE_KIB = 50_000, 4_096


def write(file, models):
    server = {"id": "prov", "application": "auto_provision", "name": "prov.example.com", "chain": "prov.pem"}
    print('{"server": [' + json.dumps(server) + '], "model": [', file=file)
    for number in range(models):
        model = {
            "id": f"m{number}", "phones": 1, "built_in": ["mozilla", "none"][number % 2], "uploads": ["prov.pem"],
            "settings": ["all.cfg"], "updates": number % 3 == 0,
        }
        print("," if number else "", json.dumps(model), file=file)
    print("]}", file=file)


def peak(folder, models):
    """The peak of its memory in KiB. It begins with that of this script, so nothing large may be kept here."""
    with open(folder / "fleet.json", "w") as file:
        write(file, models)
    program = subprocess.Popen([PROGRAM, folder, "--json"], stdout=subprocess.PIPE)
    answer = json.load(program.stdout)
    _, status, usage = os.wait4(program.pid, 0)
    program.returncode = os.waitstatus_to_exitcode(status)
    assert program.returncode in (0, 1) and answer["reports"][0]["models"] == models, answer
    return usage.ru_maxrss


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90", "-subj",
            "/CN=prov.example.com", "-keyout", folder / "key", "-out", folder / "prov.pem",
        )
        (folder / "all.cfg").write_text("#!version:1.0.0.1\nsecurity.ca_cert = 2\n")
        few, many = peak(folder, 100), peak(folder, MODELS)
    print(f"peak of memory: {few} KiB for 100 models, {many} KiB for {MODELS}")
    assert many < few + MAX_MORE_KIB, (few, many)


main()
