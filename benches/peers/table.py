#!/usr/bin/env python3
"""The tables of a run, in Markdown.

    benches/peers/table.py            # prints those of the last run
    benches/peers/table.py --write    # writes them into benches/README.md, and the figures into README.md
"""

import json
import pathlib
import re
import sys
import textwrap

from machine import described, replaced
from rows import LC, LIMIT, OURS, WEBPKI, WITHIN, WORKS, base

# From here on, the quartiles are shown instead of the median: the figures of the rounds differ too much.
SCATTERS = 1.2


def tables(figures):
    columns = [(f"webpki {figures['versions']['rustls-webpki']}", [WEBPKI]), *libraries(figures)]
    parts = [measured_on(figures), times(figures, columns), *notes(figures), within(figures, columns)]
    return "\n".join(parts)


def libraries(figures):
    """The columns of the peers: a name with all versions, in the order of the suites, and their programs."""
    grouped = {}
    for program in next(iter(figures["times"].values())):
        name, _, version = program.partition(" ")
        if version and not program.endswith("aws-lc-rs"):
            grouped.setdefault(name, []).append(program)
    return [(f"{name} {' → '.join(p.split(' ', 1)[1] for p in programs)}", programs) for name, programs in grouped.items()]


def measured_on(figures):
    suites, version = figures["suites"], figures["versions"]
    of = f"packages of Debian's suites {', '.join(suites)}" if suites else "this machine's packages"
    return described(figures["machine"], version, f", cc {version['cc']}; {of}") + "\n"


def times(figures, columns):
    heads = ["work", f"{OURS}, ring", "limit ×", "aws-lc-rs ×", *(f"{name} ×" for name, _ in columns)]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    for row, words in WORKS:
        of = base(row)
        limit = LIMIT if of == OURS else f"{LIMIT}, aws-lc-rs"
        cells = [times_of(figures, row, of), cell(figures, row, [limit]), "1" if of == LC else cell(figures, row, [LC])]
        lines.append([words, *cells, *(cell(figures, row, programs) for _, programs in columns)])
    return markdown(lines)


def times_of(figures, row, program):
    time = figures["times"][row].get(program)
    if time is None:
        return "–"
    refused = "*" if is_refused(figures, row, program) else ""
    return shown(time[0]) + refused + (" (aws-lc-rs)" if program == LC else "")


def cell(figures, row, programs):
    """The ratios of a library's versions. Where this library has no time, their times."""
    cells = []
    for program in programs:
        ratio, time = figures["ratios"][row].get(program), figures["times"][row].get(program)
        mark = "*" if is_refused(figures, row, program) else ""
        if ratio:
            cells.append(spread(*ratio) + mark)
        else:
            cells.append(shown(time[0]) + mark if time else "–")
    return " → ".join(cells) if set(cells) != {"–"} else "–"


def is_refused(figures, row, program):
    return row.startswith("names") and figures["answers"][row].get(program) == "refused"


def spread(median, low, high):
    return f"{rounded(low)} to {rounded(high)}" if high > low * SCATTERS else rounded(median)


def rounded(ratio):
    return f"{ratio:,.0f}" if ratio >= 99.5 else f"{ratio:.2g}" if ratio < 0.995 or ratio >= 9.95 else f"{ratio:.2f}"


def notes(figures):
    """What the marks and the dashes in the table mean."""
    reasons, lines = {}, []
    for row, _ in WORKS:
        for program, answer in figures["answers"][row].items():
            if answer and figures["times"][row].get(program) is None:
                reasons.setdefault(answer, {})[program] = None
    if any(is_refused(figures, row, program) for row, _ in WORKS for program in figures["answers"][row]):
        lines.append("\\*: the answer is \"refused\", because the library stops at a limit or has no name constraints.")
    lines += [f"–, {named(programs)}: {reason}." for reason, programs in reasons.items()]
    for program, answer in figures["answers"]["mozilla_pem"].items():
        found = re.fullmatch(r"read (\d+) of (\d+)", answer or "")
        if found and found[1] != found[2]:
            lines.append(f"{program} reads {found[1]} of the {found[2]} roots of the Mozilla list, and its time is for those.")
    return ["", *(textwrap.fill(f"* {line}", 126, subsequent_indent="  ") for line in lines), ""]


def named(programs):
    """The programs, with the versions of one library together: `Go 1.19.8, 1.24.4`."""
    grouped = {}
    for program in programs:
        name, _, version = (program, "", "") if program.startswith(OURS) else program.partition(" ")
        grouped.setdefault(name, []).append(version)
    return "; ".join(f"{name} {', '.join(versions)}".strip() for name, versions in grouped.items())


def within(figures, columns):
    programs = [(f"{OURS}, ring", [OURS]), (f"{OURS}, aws-lc-rs", [LC]), *columns]
    heads = ["within one library", "target", *(name for name, _ in programs)]
    lines = [heads, ["---", "---", *["---:"] * len(programs)]]
    for row, _, words, target in WITHIN:
        cells = []
        for _, group in programs:
            ratios = [figures["within"][row].get(program) for program in group]
            cells.append(" → ".join(within_shown(*ratio) if ratio else "–" for ratio in ratios))
        lines.append([words, target, *("–" if set(one.split(" → ")) == {"–"} else one for one in cells)])
    return markdown(lines)


def within_shown(median, low, high):
    if high > low * SCATTERS:
        return f"{rounded(low)} to {rounded(high)}"
    return f"{median:.3f}" if median < 2 else rounded(median)


def markdown(lines):
    return "\n".join(f"| {' | '.join(line)} |" if line[0] != "---" else f"|{'|'.join(line)}|" for line in lines)


def shown(ns):
    for unit, size in (("ms", 1e6), ("µs", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}" if ns / size < 1000 else f"{ns / size:.0f} {unit}"
    return f"{ns:.3g} ns"


def front(figures):
    """The sentence of README.md."""
    ours, row = figures["within"]["verify_p256"][OURS][0], "verify_p256"
    newest = [programs[-1] for _, programs in libraries(figures)]
    newest = sorted(newest, key=lambda program: figures["ratios"][row][program][0])
    times = [f"{program} {rounded(figures['ratios'][row][program][0])} times" for program in newest]
    return textwrap.fill(
        f"A P-256 chain of three takes {shown(figures['times'][row][OURS][0])} with ring {figures['versions']['ring']}, "
        f"{ours - 1:.0%} more than its signature checks. {', '.join(times[:-1])} and {times[-1]} as long take the newest "
        "peers (`benches/README.md`).",
        100,
    )


def write(figures, root):
    readme = root / "benches" / "README.md"
    readme.write_text(replaced(readme.read_text(), "benches/peers/run --write", tables(figures)))
    readme = root / "README.md"
    text, count = re.subn(r"(?<=## Performance\n\n).*?(?=\n\n!\[)", lambda _: front(figures), readme.read_text(), flags=re.DOTALL)
    assert count == 1, "README.md has a section about performance, and a picture"
    readme.write_text(text)


if __name__ == "__main__":
    ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
    MEASURED = json.loads((ROOT / "target" / "peers" / "measured.json").read_text())
    if sys.argv[1:] == ["--write"]:
        write(MEASURED, ROOT)
    else:
        print(tables(MEASURED))
