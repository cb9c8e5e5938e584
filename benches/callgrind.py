"""Runs a bench of the library under callgrind, and counts the instructions of each call of one of its functions."""

import json
import pathlib
import subprocess
import tempfile


def listed(bench, *options):
    """The program of this bench, built with these options, the limit that it names, and the rows that it will measure."""
    built = subprocess.run(
        [*f"cargo bench --quiet --bench {bench} --no-run --message-format json".split(), *options],
        cwd=pathlib.Path(__file__).parent.parent, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout
    program = [
        message["executable"] for message in map(json.loads, built.splitlines())
        if message.get("target", {}).get("name") == bench and message.get("executable")
    ][-1]
    lines = subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return program, float(lines[0].split()[1]), [line.split() for line in lines[1:]]


def counted(program, function):
    """The instructions of each call of this function, in order, while the program measures."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", "--collect-atstart=no",
             f"--toggle-collect={function}", f"--dump-after={function}", program, "measure"],
            check=True, stderr=subprocess.DEVNULL,
        )
        counts = []
        while (found := pathlib.Path(folder) / f"out.{len(counts) + 1}").exists():
            lines = found.read_text().splitlines()
            counts.append(next(int(line.split()[1]) for line in lines if line.startswith(("summary:", "totals:"))))
    return counts
