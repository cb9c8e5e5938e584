"""What the figures were measured on: the machine, how busy it was with other work, and the versions."""

import datetime
import os
import pathlib
import resource
import subprocess
import textwrap
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Processors:
    """How long the processors have worked, in seconds: in all, and for this script and the programs that it has run."""

    def __init__(self):
        tick = os.sysconf("SC_CLK_TCK")
        fields = [int(field) / tick for field in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        self.total, idle, self.stolen = sum(fields), fields[3] + fields[4], fields[7]
        self.busy = self.total - idle - self.stolen
        self.own = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))

    def machine(self, rounds):
        """The machine, and the shares of its processors' time since then that others took."""
        after = Processors()
        total = after.total - self.total
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
        return {
            "processor": names[0] if names else "unknown processor",
            "cores": os.cpu_count(),
            "virtual": any(line.startswith("flags") and " hypervisor" in line for line in lines),
            "date": datetime.date.today().isoformat(),
            "rounds": rounds,
            "others": max(0, (after.busy - after.own) - (self.busy - self.own)) / total,
            "stolen": (after.stolen - self.stolen) / total,
        }


def described(machine, version, more):
    """In a sentence or two, for the head of a table."""
    kind = "virtual machine" if machine["virtual"] else "machine"
    stolen = f", and its host {machine['stolen']:.0%}" if machine["stolen"] >= 0.005 else ""
    rounds = "one round" if machine["rounds"] == 1 else f"medians of {machine['rounds']} rounds"
    return textwrap.fill(
        f"{machine['processor']}, {kind} with {machine['cores']} cores, {machine['date']}, {rounds}. Other processes took "
        f"{machine['others']:.0%} of the processors' time{stolen}. rustc {version['rustc']}, ring {version['ring']}, aws-lc-rs "
        f"{version['aws-lc-rs']}{more}.",
        126,
    )


def versions():
    packages = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    version = {package["name"]: package["version"] for package in packages}
    return version | {
        "rustc": subprocess.check_output(["rustc", "--version"], text=True).split()[1],
        "cc": subprocess.check_output(["cc", "-dumpfullversion"], text=True).strip(),
    }


def replaced(text, script, by):
    """A text with new contents between the two lines that mark what a script writes."""
    begin, end = f"<!-- {script} writes from here -->\n", "<!-- to here -->\n"
    before, rest = text.split(begin)
    return f"{before}{begin}\n{by}\n\n{end}{rest.split(end, 1)[1]}"
