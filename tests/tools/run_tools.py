#!/usr/bin/python3
"""The build's own tools: how tests are counted, which mirrors are found, who may include whom, what mutants say."""
import importlib.machinery
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "tools/lint")]
import cases  # noqa: E402
import includes  # noqa: E402


def load(name):
    loader = importlib.machinery.SourceFileLoader(name, str(ROOT / "tools" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    sys.modules[name] = module
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


check = load("check")
mutants = load("mutants")


class Counting(unittest.TestCase):
    def judge(self, output, code):
        result = check.judge(output, code, 0.0)
        return result.passed, result.failed

    def test_cmocka_groups_are_added(self):
        self.assertEqual(self.judge("[  PASSED  ] 3 test(s).\n[  PASSED  ] 4 test(s).\n", 0), (7, 0))

    def test_cmocka_failures(self):
        self.assertEqual(self.judge("[  PASSED  ] 3 test(s).\n[  FAILED  ] 2 test(s), listed below:\n", 2), (3, 2))

    def test_the_last_summary_counts(self):
        self.assertEqual(self.judge("1 passed, 0 failed\nmore\n5 passed, 0 failed\n", 0), (5, 0))

    def test_a_bad_exit_without_a_failed_case_is_a_failure(self):
        self.assertEqual(self.judge("5 passed, 0 failed\n", 1), (5, 1))

    def test_failed_cases_with_a_good_exit_stay_failed(self):
        self.assertEqual(self.judge("5 passed, 1 failed\n", 0), (5, 1))

    def test_a_crash_is_a_failure(self):
        self.assertEqual(self.judge("[  PASSED  ] 3 test(s).\n", -11), (3, 1))

    def test_nothing_ran_is_a_failure(self):
        self.assertEqual(self.judge("hello\n", 0), (0, 1))

    def test_a_suite_that_hangs_is_killed_with_its_children(self):
        with tempfile.TemporaryDirectory() as folder:
            check.LOGS = pathlib.Path(folder)
            result = check.run(check.Suite("slow", "opt", 1, "echo '1 passed, 0 failed'; sleep 60 & sleep 60"))
        self.assertEqual((result.passed, result.failed), (1, 1))
        self.assertIn("did not end within 1 s", result.why)
        self.assertLess(result.seconds, 10)


class Mirrors(unittest.TestCase):
    def lines(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for name, text in files.items():
                path = pathlib.Path(folder) / name.replace("_", ".")
                path.write_text(text)
                paths.append(str(path))
            done = subprocess.run(["awk", "-v", "codename=bookworm", "-f", str(ROOT / "tools/third/sources.awk"), *paths],
                                  capture_output=True, text=True, check=True)
            return done.stdout.splitlines()

    def test_deb822(self):
        self.assertEqual(self.lines(debian_sources="""\
Types: deb
# a remark
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/k.gpg

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
"""), ["deb-src [signed-by=/usr/share/keyrings/k.gpg] http://mirror.example/debian bookworm main",
            "deb-src [signed-by=/usr/share/keyrings/k.gpg] http://mirror.example/debian bookworm-updates main",
            "deb-src http://mirror.example/security bookworm-security main"])

    def test_one_line_style(self):
        self.assertEqual(self.lines(sources_list="# deb http://no bookworm main\n"
                                                 "deb [arch=amd64 signed-by=/k.gpg] http://m/debian bookworm main non-free\n"),
                         ["deb-src [signed-by=/k.gpg] http://m/debian bookworm main"])

    def test_other_suites_disabled_entries_and_doubles_are_left_out(self):
        self.assertEqual(self.lines(other_list="deb http://x cloud-bookworm main\ndeb http://m trixie main\n"
                                               "deb http://m bookworm main\ndeb http://m bookworm main\n",
                                    off_sources="Enabled: no\nTypes: deb\nURIs: http://z\nSuites: bookworm\nComponents: main\n"),
                         ["deb-src http://m bookworm main"])


class IncludeRule(unittest.TestCase):
    def permitted(self, path, target):
        return includes.permitted(pathlib.Path(path), pathlib.Path(target))

    def test_who_may_know_whom(self):
        self.assertTrue(self.permitted("machine/core/run.c", "machine/segment/segment.h"))
        self.assertTrue(self.permitted("services/fs/node.c", "services/block/block.h"))
        self.assertTrue(self.permitted("programs/shell/main.c", "sdk/include/postern/error.h"))
        self.assertTrue(self.permitted("programs/shell/main.c", "programs/lib/text.h"))

    def test_who_may_not(self):
        self.assertFalse(self.permitted("machine/core/run.c", "kernel/thread.h"))
        self.assertFalse(self.permitted("kernel/thread.c", "machine/segment/segment.h"))
        self.assertFalse(self.permitted("sdk/runtime/start.c", "kernel/thread.h"))
        self.assertFalse(self.permitted("services/fs/node.c", "services/block/device.h"))
        self.assertFalse(self.permitted("programs/shell/main.c", "kernel/thread.h"))
        self.assertFalse(self.permitted("services/fs/node.c", "programs/lib/text.h"))


class MutantHeads(unittest.TestCase):
    def head(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "m.patch"
            path.write_text(text)
            return mutants.head(path)

    def test_a_head_is_read_up_to_the_patch(self):
        self.assertEqual(self.head("What: a bug\nTest: segment\n--- a/x\nTest: not this\n"), {"What": "a bug", "Test": "segment"})

    def test_a_head_without_a_test_is_broken(self):
        with self.assertRaises(mutants.Broken):
            self.head("What: a bug\n--- a/x\n")

    def test_every_patch_has_a_head(self):
        for path in (ROOT / "tests/mutants").glob("*.patch"):
            self.assertTrue(mutants.head(path)["What"], path)


class SetUp(unittest.TestCase):
    def setup(self, packages):
        with tempfile.TemporaryDirectory(prefix="set up ") as folder:
            root = pathlib.Path(folder)
            (root / "tools").mkdir()
            (root / "tools/setup").write_text((ROOT / "tools/setup").read_text())
            (root / "tools/packages.txt").write_text(packages)
            done = subprocess.run(["bash", str(root / "tools/setup"), "--check"], capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    def test_nothing_is_said_when_all_are_there(self):
        self.assertEqual(self.setup("# list\n\nbash 4 shell\ncoreutils - tools\n"), (0, "", ""))

    def test_what_is_missing_is_named_with_the_command(self):
        code, _, said = self.setup("bash 4 shell\nno-such-package-a - x\nno-such-package-b - x\n")
        self.assertEqual(code, 1)
        self.assertIn("apt-get install --no-install-recommends no-such-package-a no-such-package-b", said)

    def test_what_is_too_old_is_named(self):
        code, _, said = self.setup("bash 99 shell\n")
        self.assertEqual(code, 1)
        self.assertRegex(said, "bash is .*, at least 99 is needed")

    def test_the_real_list_is_satisfied(self):
        self.assertEqual(subprocess.run([str(ROOT / "tools/setup"), "--check"], capture_output=True).returncode, 0)


class ThirdParty(unittest.TestCase):
    def fetch(self, root, *words):
        return subprocess.run([str(root / "tools/third/fetch"), *words], capture_output=True, text=True)

    def test_an_unknown_package_is_one_line(self):
        done = self.fetch(ROOT, "nothing")
        self.assertEqual((done.returncode, done.stderr), (1, "third: tools/third/third.lock does not name 'nothing'\n"))

    def test_a_wrong_sum_is_refused_before_anything_is_unpacked(self):
        with tempfile.TemporaryDirectory(prefix="third ") as folder:
            root = pathlib.Path(folder)
            (root / "tools").mkdir()
            subprocess.run(["cp", "-r", str(ROOT / "tools/third"), str(root / "tools")], check=True)
            (root / "third/.download").mkdir(parents=True)
            (root / "third/.download/p_1.orig.tar.gz").write_bytes(b"not it")
            (root / "third/.download/p_1-1.dsc").write_text("")
            lock = root / "tools/third/third.lock"
            lock.write_text("p p 1-1 p_1.orig.tar.gz " + "0" * 64 + "\n")
            fetch = root / "tools/third/fetch"
            fetch.write_text(fetch.read_text().replace("\n    download\n", "\n    :\n"))
            done = self.fetch(root, "p")
            self.assertEqual((done.returncode, done.stderr),
                             (1, "third: p_1.orig.tar.gz does not have the sha256 that tools/third/third.lock pins\n"))
            self.assertFalse((root / "third/p").exists())


if __name__ == "__main__":
    cases.main()
