"""The project with all changes built in, and an environment variable that selects one."""
import collections, json, os, re, shutil, subprocess, sys

TESTS = ["--lib", *(f"--test={name}" for name in (
    "bundle field identity numbers replays scenario state verdict").split())]
FEATURES = ["--features=encrypted-keys,forecast,settings"]
# The selected change; 0 is none. Code that the compiler evaluates is never changed. If MUTANT_REACHED names a file, the
# functions that were reached are written to it, each once.
SWITCH = """
#![allow(missing_docs, missing_debug_implementations)]
use std::{fs::File, io::Write, sync::LazyLock, sync::atomic::{AtomicBool, Ordering}};
pub const fn active(function: usize) -> usize {
    core::intrinsics::const_eval_select((function,), when_compiled, when_run)
}
const fn when_compiled(_: usize) -> usize { 0 }
fn when_run(function: usize) -> usize {
    static ACTIVE: LazyLock<usize> =
        LazyLock::new(|| std::env::var("MUTANT").map_or(0, |number| number.parse().unwrap()));
    // No memory of the heap, which some tests measure.
    static REACHED: [AtomicBool; 100_000] = [const { AtomicBool::new(false) }; 100_000];
    static LOG: LazyLock<Option<File>> =
        LazyLock::new(|| Some(File::create(std::env::var_os("MUTANT_REACHED")?).unwrap()));
    if let Some(mut log) = LOG.as_ref().filter(|_| !REACHED[function].swap(true, Ordering::Relaxed)) {
        log.write_all(&(function as u64).to_le_bytes()).unwrap();
    }
    *ACTIVE
}
"""


class Tree:
    """A copy of the project in which the changes are made."""

    def __init__(self, root, out):
        self.out, self.path = out, out / "tree"
        path = self.path
        shutil.rmtree(path, ignore_errors=True)
        tracked = subprocess.run(["git", "ls-files"], cwd=root, check=True, capture_output=True, text=True).stdout.split("\n")
        for name in filter(None, tracked):
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, path / name)
        manifest = (path / "Cargo.toml").read_text()
        (path / "Cargo.toml").write_text(re.sub(r"(?ms)^\[lints\..*?(?=^\[(?!lints\.))", "", manifest))
        (path / "src/mutant.rs").write_text(SWITCH)
        root = (path / "src/lib.rs").read_text()
        # A change may compute what the compiler knows to overflow.
        head = ("#![feature(core_intrinsics, const_eval_select)]\n"
                "#![allow(internal_features, arithmetic_overflow, unconditional_panic)]\n")
        (path / "src/lib.rs").write_text(head + root + "\nmod mutant;\n")
        self.plain = {}

    def source(self, name):
        return self.plain.setdefault(name, (self.path / name).read_text())

    def write(self, mutants):
        """Writes all that build side by side, and returns those that do not."""
        left, refused = list(mutants), []
        while True:
            by_file = collections.defaultdict(list)
            for mutant in mutants:
                by_file[mutant["file"]].append(mutant)
            for name, of_file in by_file.items():
                text = beside(self.source(name), of_file, {mutant["number"] for mutant in left})
                (self.path / name).write_text(text)
            bad = self.check()
            if not bad:
                return refused
            places = {mutant["place"] for mutant in left if mutant["number"] in bad and some_iterator(mutant)}
            bad |= {mutant["number"] for mutant in left if mutant["place"] in places}
            refused += [mutant for mutant in left if mutant["number"] in bad]
            left = [mutant for mutant in left if mutant["number"] not in bad]

    def check(self):
        """The numbers of the changes in which the compiler finds errors."""
        found = set()
        for message in self.cargo("check", *FEATURES):
            if message["reason"] == "compiler-message" and message["message"]["level"] == "error":
                spans = [span for span in message["message"]["spans"] if span["is_primary"]]
                numbers = {number for span in spans for number in [self.number_at(span)] if number}
                if spans and not numbers:
                    sys.exit("the code does not build without a change:\n" + message["message"]["rendered"])
                found |= numbers
        return found

    def number_at(self, span):
        while span["expansion"]:
            span = span["expansion"]["span"]
        lines = (self.path / span["file_name"]).read_text().split("\n")[:span["line_start"]]
        # The error of a whole function is at the line that chooses.
        if chosen := re.search(r"mutant::active\((\d+)\)", lines[-1]):
            return int(chosen[1])
        for text in reversed(lines):
            if mark := re.match(r"/\*@(\d+)\*/", text):
                return int(mark[1])
        return None

    def build(self, tests=TESTS):
        """The programs of the tests, each with its name to cargo."""
        programs = {}
        for message in self.cargo("test", "--no-run", *FEATURES, *tests):
            if message["reason"] == "compiler-artifact" and message["executable"] and message["profile"]["test"]:
                target = message["target"]
                programs[message["executable"]] = "--lib" if "lib" in target["kind"] else f"--test={target['name']}"
        return programs

    def cargo(self, *arguments):
        environment = os.environ | {"RUSTC_BOOTSTRAP": "1", "CARGO_TARGET_DIR": str(self.out / "built")}
        run = subprocess.run(["cargo", arguments[0], "--quiet", "--message-format=json", *arguments[1:]], cwd=self.path,
                             env=environment, capture_output=True, text=True)
        messages = [json.loads(line) for line in run.stdout.split("\n") if line.startswith("{")]
        if run.returncode and arguments[0] == "test":
            raise subprocess.CalledProcessError(run.returncode, run.args, run.stdout, run.stderr)
        return messages

    def judge_alone(self, mutant, judge):
        for name, text in self.plain.items():
            (self.path / name).write_text(text)
        text = self.source(mutant["file"])
        start, end = (offset(text, mutant["span"][side]) for side in ("start", "end"))
        (self.path / mutant["file"]).write_text(text[:start] + mutant["replacement"] + text[end:])
        try:
            self.build()
        except subprocess.CalledProcessError:
            return "unviable"
        return judge.face(mutant)


def beside(text, mutants, kept):
    """The source in which each function with changes chooses among its bodies."""
    places = collections.defaultdict(list)
    for mutant in mutants:
        start, end = (offset(text, mutant["function"]["span"][side]) for side in ("start", "end"))
        places[start, end].append(mutant)
    # A function within another changes with it.
    outer = {place: max((other for other in places if other[0] <= place[0] and place[1] <= other[1]),
                        key=lambda other: other[1] - other[0]) for place in places}
    for place in sorted(places):
        if outer[place] != place:
            places[outer[place]] += places.pop(place)
    for (start, end), changes in sorted(places.items(), reverse=True):
        body = body_start(text, start, end)
        head = text[start:body]
        arms = []
        for change in changes:
            change["place"] = changes[0]["number"]
            change["is_const"] = re.search(r"\bconst (unsafe )?fn\b", head) is not None
            first, last = (offset(text, change["span"][side]) for side in ("start", "end"))
            if change["number"] in kept:
                changed = text[body:first] + change["replacement"] + text[last:end]
                arms.append(f"\n{change['number']} =>\n/*@{change['number']}*/\n{of_one_type(change, changed)}\n/*@0*/\n")
        plain = text[body:end]
        if arms and some_iterator(changes[0]):
            plain = f"\n/*@{changes[0]['number']}*/\n{of_one_type(changes[0], plain)}\n/*@0*/\n"
        chosen = f"{{ match crate::mutant::active({changes[0]['number']}) {{{''.join(arms)}_ => {plain} }} }}"
        text = text[:body] + chosen + text[end:]
    return text


def some_iterator(mutant):
    return re.fullmatch(r"-> impl (Iterator<.*)", mutant["function"]["return_type"])


def of_one_type(mutant, body):
    """Two bodies of a function that returns some iterator would be of two types."""
    some = some_iterator(mutant)
    if not some:
        return body
    kind = some[1] if "+" in some[1] else some[1] + " + '_"
    return f"{{ let some: std::boxed::Box<dyn {kind}> = std::boxed::Box::new({body}); some }}"


def offset(text, place):
    """Lines and columns count characters from 1."""
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[:place["line"] - 1]) + place["column"] - 1


def body_start(text, start, end):
    """Where the body of the function begins: the bracket that its last character closes."""
    token = re.compile(r'//[^\n]*|b?"(?:\\.|[^"\\])*"|b?r(#*)".*?"\1|b?\'(?:\\.[^\']*|[^\\\'])\'|[{}]', re.S)
    opened, found = [], start
    for match in token.finditer(text, start, end):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}":
            found = opened.pop()
    return found
