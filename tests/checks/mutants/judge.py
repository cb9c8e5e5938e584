"""Runs tests: the functions that each reaches, and whether one of them notices a change."""
import collections, concurrent.futures, os, re, resource, signal, struct, subprocess, sys, tempfile, threading

# These tests start themselves again without the variable, so every change would count as noticed.
NOT_RUN = "determinism::"
# Tests that take this many times more of a processor than before, and at least these seconds, do not end. That counts as
# noticing. A busy machine does not change it; a test that only waits is given this many times longer.
PATIENCE, SECONDS, WAITING, MEMORY = 10, 5, 30, 4 << 30
# Tests are run in steps of these seconds together; all that are left are the last step.
STEPS = 0.2, 0.8, 3, 12
# The steps of the first round.
QUICK = 3


class Test:
    def __init__(self, program, name):
        self.program, self.name, self.seconds, self.functions = program, name, 0, []

    def promise(self):
        """Least first: a quick test that reaches few functions checks those the most for its time."""
        return self.seconds * len(self.functions)


class Judge:
    def __init__(self, root, out, programs):
        self.root, self.out = root, out
        self.reaching = collections.defaultdict(list)
        # By function: the tests that noticed a change of it.
        self.noticed = collections.defaultdict(collections.Counter)
        for program in programs:
            if self.run(program, [], 600, {})[0] != "missed":
                sys.exit(f"a test of {program} fails without a change")
        tests = [test for program in programs for test in self.tests_of(program)]
        with concurrent.futures.ThreadPoolExecutor(jobs()) as pool:
            for test in pool.map(self.alone, tests):
                for function in test.functions:
                    self.reaching[function].append(test)
        for reaching in self.reaching.values():
            reaching.sort(key=Test.promise)
        print(f"{len(tests)} tests, {sum(test.seconds for test in tests):.0f} s", flush=True)

    def tests_of(self, program):
        listed = subprocess.run([program, "--list", "--format=terse"], cwd=self.root, check=True, capture_output=True,
                                text=True)
        return [Test(program, line[:-len(": test")]) for line in listed.stdout.split("\n")
                if line.endswith(": test") and not line.startswith(NOT_RUN)]

    def alone(self, test):
        log = self.out / f"reached-{threading.get_ident()}"
        log.write_text("")
        verdict, test.seconds, _ = self.run(test.program, [test.name], 600, {"MUTANT_REACHED": str(log)})
        if verdict != "missed":
            sys.exit(f"{test.name} of {test.program} fails alone, without a change")
        test.functions = [number for number, in struct.iter_unpack("<Q", log.read_bytes())]
        return test

    def steps(self, place):
        """The tests that reach a function, in steps. The first step are those that noticed another change of it."""
        known = [test for test, _ in self.noticed[place].most_common(3)]
        if known:
            yield known
        rest = [test for test in self.reaching[place] if test not in known]
        for limit in STEPS:
            step, seconds = [], 0
            while rest and (not step or seconds + rest[0].seconds <= limit):
                step.append(rest.pop(0))
                seconds += step[-1].seconds
            yield step
        yield rest

    def face(self, mutant, first=0, last=None):
        """Whether a test of these steps notices a change."""
        for step in list(self.steps(mutant["place"]))[first:last]:
            for program, tests in by_program(step).items():
                limit = SECONDS + PATIENCE * sum(test.seconds for test in tests)
                names = [test.name for test in tests]
                verdict, _, failed = self.run(program, names, limit, {"MUTANT": str(mutant["number"])})
                if verdict != "missed":
                    self.noticed[mutant["place"]].update(test for test in tests if test.name in failed)
                    return verdict
        return "missed"

    def run(self, program, names, limit, environment):
        """`missed` where all of these tests of a program pass, all tests where none is named; the seconds that they took of
        the processors, and a test that failed."""
        # The standard harness stops at the first failure only if it is told that it is of a nightly compiler.
        environment = os.environ | environment | {
            "PROPTEST_MAX_SHRINK_ITERS": "0", "PROPTEST_DISABLE_FAILURE_PERSISTENCE": "true", "PROPTEST_RNG_SEED": "2026",
            "RUST_BACKTRACE": "0", "RUSTC_BOOTSTRAP": "1"}
        arguments = [program, "--quiet", "-Zunstable-options", "--fail-fast", *(["--exact", *names] if names else [])]
        with tempfile.TemporaryFile() as output:
            child = subprocess.Popen(arguments, cwd=self.root, env=environment, stdout=output, stderr=subprocess.DEVNULL,
                                     preexec_fn=lambda: prepare(limit))
            waited = threading.Timer(WAITING * limit, child.kill)
            waited.start()
            _, status, usage = os.wait4(child.pid, 0)
            waited.cancel()
            child.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            failed = re.findall(rb"(?m)^---- (\S+) stdout ----$", output.read(1 << 20))
        verdict = {0: "missed", -signal.SIGXCPU: "timeout", -signal.SIGKILL: "timeout"}.get(child.returncode, "caught")
        return verdict, usage.ru_utime + usage.ru_stime, {name.decode() for name in failed}


def prepare(limit):
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 3))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Ctrl-C is for the script: a test that it ends would count as noticing.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def by_program(tests):
    programs = collections.defaultdict(list)
    for test in tests:
        programs[test.program].append(test)
    return programs


def jobs():
    return int(os.environ.get("MUTANTS_JOBS", os.cpu_count() or 1))
