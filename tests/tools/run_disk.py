#!/usr/bin/python3
"""tools/disk: files go in and out of an image unchanged, e2fsck has nothing to say, errors are told."""
import fcntl
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
import cases  # noqa: E402


class Disk(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="postern disk ")
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        self.image = self.here / "d.ext4"
        self.good("create", "--size", "4M")

    def tool(self, *words):
        return subprocess.run([ROOT / "tools/disk", "--disk", self.image, *words], cwd=self.here, capture_output=True, text=True)

    def good(self, *words):
        done = self.tool(*words)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def bad(self, part, *words):
        done = self.tool(*words)
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stderr.startswith("disk: ") and done.stderr.count("\n") == 1, done.stderr)
        self.assertIn(part, done.stderr)

    def clean(self):
        env = dict(os.environ, PATH="/usr/sbin:/sbin:" + os.environ["PATH"])
        done = subprocess.run(["e2fsck", "-fn", self.image], env=env, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_file_comes_back_as_it_went_in(self):
        data = os.urandom(300001)
        (self.here / "a file").write_bytes(data)
        self.good("put", "a file", "/some where/else/b")
        self.good("get", "/some where/else/b", "back")
        self.assertEqual((self.here / "back").read_bytes(), data)
        self.clean()

    def test_a_folder_comes_back_as_it_went_in(self):
        (self.here / "in/deep").mkdir(parents=True)
        (self.here / "in/deep/x").write_text("x")
        (self.here / "in/empty").write_text("")
        self.good("put", "in", "/home")
        self.good("get", "/home/in", "out")
        same = subprocess.run(["diff", "-r", "in", "out"], cwd=self.here, capture_output=True, text=True)
        self.assertEqual(same.stdout, "")
        self.clean()

    def test_a_file_is_replaced(self):
        for text in ("one, longer", "two"):
            (self.here / "f").write_text(text)
            self.good("put", "f")
        self.good("get", "/f", "g")
        self.assertEqual((self.here / "g").read_text(), "two")
        self.clean()

    def test_ls_shows_kind_size_and_name(self):
        (self.here / "f").write_text("12345")
        self.good("put", "f", "/home")
        self.assertEqual(self.good("ls", "/home"), "-          5  f\n")
        self.assertIn("d          0  home\n", self.good("ls"))

    def test_a_file_that_does_not_fit_is_told_and_leaves_nothing(self):
        (self.here / "big").write_bytes(os.urandom(8 << 20))
        self.bad("cannot put big", "put", "big")
        self.assertNotIn("big", self.good("ls"))
        self.clean()

    def test_what_is_not_there_is_told(self):
        self.bad("/nothing: no such file on the disk", "get", "/nothing")
        self.bad("nothing: no such file on the host", "put", "nothing")
        self.bad("/nothing: no such folder on the disk", "ls", "/nothing")

    def test_wrong_number_of_words_is_told(self):
        self.bad("put takes 1 to 2 words", "put")

    def test_a_disk_in_use_is_left_alone(self):
        with open(self.image) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.bad("in use by a running machine", "ls")
            self.bad("in use by a running machine", "reset")

    def test_a_missing_disk_is_told(self):
        self.image.unlink()
        self.bad("does not exist yet", "ls")

    def test_what_is_no_file_system_is_told(self):
        self.image.write_bytes(os.urandom(100000))
        self.bad("holds no ext file system", "ls")
        self.bad("is damaged", "check")

    def test_create_keeps_and_reset_renews(self):
        (self.here / "f").write_text("mine")
        self.good("put", "f")
        self.good("create")
        self.assertIn(" f\n", self.good("ls"))
        self.good("reset", "--size", "4M")
        self.assertNotIn(" f\n", self.good("ls"))
        self.clean()


if __name__ == "__main__":
    cases.main()
