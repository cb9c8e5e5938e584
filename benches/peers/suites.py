"""The development packages of a Debian suite in a folder, as a system root for `cc` and `go`: nothing is installed, and an
ordinary user may do it. The packages come from where this machine's own do. Only Python's standard library, apt-get,
dpkg-deb, tar and a C compiler are needed.
"""

import os
import pathlib
import platform
import re
import subprocess

KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"
# What the programs need besides the libraries: headers and start files of the C library.
ALWAYS = ["libc6-dev"]
# Suites that are incomplete, and the one that has what they lack.
ABOVE = {"experimental": "sid"}
# Folders that every root has as links, before the first package is unpacked: a package that brings such a folder must not
# replace the link.
LINKS = ["lib", "lib64", "bin", "sbin"]


class Unavailable(Exception):
    """A suite, or what it needs, cannot be had here."""


class Root:
    """A suite, unpacked."""

    def __init__(self, suite, folder):
        self.suite, self.folder = suite, folder
        found = sorted(path.parent for path in folder.glob("usr/lib/*/libc.so.6"))
        if len(found) != 1:
            raise Unavailable(f"{suite}: {len(found)} C libraries in {folder}")
        self.libraries = found[0]
        (self.loader,) = self.libraries.glob("ld-linux-*.so.?")
        self.versions = dict(line.split() for line in (folder / "packages").read_text().splitlines())

    def c_options(self):
        """For `cc`: headers, libraries and loader of the root. Without the loader and the search path, the program would
        be linked with this machine's libraries and the root's headers, and nothing would say so."""
        at = self.libraries
        linker = f"--disable-new-dtags,-rpath,{at},-rpath-link,{at},--dynamic-linker,{self.loader}"
        return [f"--sysroot={self.folder}", f"-B{at}", f"-L{at}", f"-Wl,{linker}"]

    def go(self):
        """The path of the root's Go, and its environment. It may not use another Go or download modules."""
        found = sorted(self.folder.glob("usr/lib/go-*/bin/go"))
        if not found:
            return None, {}
        goroot = found[-1].parent.parent
        environment = {"GOROOT": goroot, "GOTOOLCHAIN": "local", "GOPROXY": "off", "CGO_ENABLED": "0", "GOFLAGS": ""}
        return found[-1], {name: str(value) for name, value in environment.items()}

    def go_package(self):
        """The package with the version of Go; `golang-go` only depends on it."""
        (name,) = [name for name in self.versions if re.fullmatch(r"golang-[\d.]+-go", name)]
        return name

    def check_libraries(self, program):
        """Refuses a program that loads anything from outside the root."""
        listed = subprocess.run([self.loader, "--list", program], capture_output=True, text=True, check=True).stdout
        outside = strangers(listed, self.folder)
        if outside:
            raise Unavailable(f"{program} loads {', '.join(outside)} from outside {self.folder}")

    def check_version(self, says, package):
        """Refuses a program whose version is not its package's."""
        if not is_version_of(says, self.versions[package]):
            raise Unavailable(f"a program of {self.suite} says {says}, and {package} is {self.versions[package]}")


def strangers(listed, folder):
    """The libraries of an `ld.so --list` that are not in the folder. The kernel's own has no path."""
    paths = re.findall(r"^\s*(?:\S+ => )?(/\S+) \(0x", listed, re.MULTILINE)
    missing = re.findall(r"^\s*(\S+) => not found", listed, re.MULTILINE)
    return missing + [path for path in paths if not pathlib.Path(path).resolve().is_relative_to(folder.resolve())]


def is_version_of(says, package):
    """Whether a program's own version is that of the Debian package: `OpenSSL 3.0.20 …` and `3.0.20-1~deb12u2`."""
    upstream = package.split(":")[-1].split("-")[0].split("+")[0].split("~")[0]
    return re.search(rf"(?<![\d.]){re.escape(upstream)}(?![\d.])", says) is not None


def unpacked(suite, packages, into):
    """The root of a suite, below `into`. It is made once: delete the folder to have newer packages."""
    folder = (into / suite).resolve()
    wanted = sorted([*ALWAYS, *packages])
    if (folder / "wanted").exists() and (folder / "wanted").read_text().split() == wanted:
        return Root(suite, folder)
    fetch(suite, wanted, folder)
    (folder / "wanted").write_text("\n".join(wanted))
    return Root(suite, folder)


def fetch(suite, wanted, folder):
    state = folder / "apt"
    for name in ("lists/partial", "archives/partial"):
        (state / name).mkdir(parents=True, exist_ok=True)
    (state / "status").touch()
    suites = [suite, ABOVE[suite]] if suite in ABOVE else [suite]
    uri = archive()
    (state / "sources").write_text("".join(f"deb [signed-by={KEYS}] {uri} {one} main\n" for one in suites))
    apt(state, suite, "update")
    apt(state, suite, "--download-only", "install", *wanted)
    for name in LINKS:
        (folder / "usr" / name).mkdir(parents=True, exist_ok=True)
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(f"usr/{name}")
    versions = []
    for package in sorted((state / "archives").glob("*.deb")):
        reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE)
        # Not `dpkg-deb -x`: it replaces links by folders.
        subprocess.run(["tar", "-xC", folder, "--keep-directory-symlink"], stdin=reader.stdout, check=True)
        if reader.wait() != 0:
            raise Unavailable(f"{package} cannot be unpacked")
        fields = ["dpkg-deb", "--show", "--showformat", "${Package} ${Version}", package]
        versions.append(subprocess.check_output(fields, text=True))
        package.unlink()
    (folder / "packages").write_text("\n".join(versions))


def apt(state, release, *arguments):
    """Runs apt-get with its own lists, an empty list of installed packages, and none of this machine's settings for
    sources and priorities."""
    settings = {
        "Dir::State": state,
        "Dir::State::lists": state / "lists",
        "Dir::State::status": state / "status",
        "Dir::Cache": state,
        "Dir::Cache::archives": state / "archives",
        "Dir::Etc::sourcelist": state / "sources",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "APT::Default-Release": release,
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "",
        "Debug::NoLocking": "true",
        "Acquire::Check-Valid-Until": "false",
        "Acquire::Languages": "none",
    }
    command = ["apt-get", "-qq", "-y"]
    for name, value in settings.items():
        command += ["-o", f"{name}={value}"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise Unavailable(f"apt-get {arguments[0]} for {release}: {done.stderr.strip()}")


def archive():
    """The address of Debian's archive in this machine's own sources."""
    release = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    if not os.path.exists(KEYS):
        raise Unavailable(f"{KEYS} is missing: it is in the package debian-archive-keyring")
    fields = "$(CREATED_BY) $(RELEASE) $(COMPONENT) $(REPO_URI)"
    listed = subprocess.run(["apt-get", "indextargets", "--format", fields], capture_output=True, text=True).stdout
    for line in listed.splitlines():
        kind, of, component, uri = line.split(maxsplit=3)
        if (kind, of, component) == ("Packages", release, "main"):
            return uri
    raise Unavailable(f"the sources of apt-get have no Debian {release or 'release'}, component main")
