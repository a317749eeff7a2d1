#!/usr/bin/python3
"""The image tool: a good image read back is what was written; the command line. --golden prints what the golden holds."""
import json
import struct
import subprocess
import sys

import cases
import image_fixture as fixture
import decode  # found through image_fixture


class GoodImage(fixture.Folder):
    def setUp(self):
        super().setUp()
        data, mistakes = self.make(fixture.GOOD)
        self.assertEqual(mistakes, [])
        self.data = data
        self.image = decode.decode(data, fixture.CONTRACT)

    def test_it_matches_its_golden(self):
        golden = json.loads((fixture.ROOT / "tests/golden/image.json").read_text())
        self.assertEqual(json.loads(json.dumps(self.image)), golden, "if this is meant: make golden")

    def test_program_fields(self):
        disk, shell = self.image["programs"]
        self.assertEqual((disk["name"], disk["quota"], disk["vst_count"], disk["fp"]), ("disk", 1 << 20, 64, 0))
        self.assertEqual((shell["rights"], shell["vst_count"], shell["fp"]), (4 | 8, 100, 1))
        self.assertEqual((shell["tls_offset"], shell["tls_filesz"], shell["tls_memsz"]), (0x3000, 8, 24))
        self.assertEqual(shell["image_end"], 0x4000)

    def test_gate_entries_are_offsets(self):
        self.assertEqual([gate["w0"] for gate in self.image["gates"]], [0x1010] * 4)

    def test_call_grant_has_mask_and_badge(self):
        call = [g for g in self.image["grants"] if g["program"] == 1 and g["target_kind"] == 0]
        self.assertEqual([(g["target"], g["gate_mask"], g["badge"], g["index"]) for g in call], [(0, 0b101, 7, 1)])

    def test_grants_of_each_kind(self):
        of_disk = [(g["target_kind"], g["target"], g["perms"], g["index"]) for g in self.image["grants"]
                   if g["program"] == 0]
        self.assertEqual(of_disk, [(1, 0, 3, 1), (1, 1, 3, 2), (2, 1, 0, 0), (3, 0, 1, 3)])
        shell = [(g["target_kind"], g["target"], g["perms"], g["index"], g["badge"]) for g in self.image["grants"]
                 if g["program"] == 1 and g["target_kind"]]
        self.assertEqual(shell, [(1, 2, 1, 9, 0), (3, 0, 2, 2, 2)])

    def import_selectors(self, program):
        load = self.image["loads"][self.image["programs"][program]["first_load"] + 1]
        at, found = load["file_off"], []
        while self.data[at:at + 5] != b"data!":
            name = self.data[at:at + 32].split(b"\0")[0].decode()
            found.append((name, *struct.unpack_from("<QQ", self.data, at + 32)))
            at += 48
        return found

    def test_imports_are_filled_in(self):
        self.assertEqual(self.import_selectors(0), [("window", 1, 0), ("dma", 2, 0), ("irq-virtio0", 1, 0), ("port", 3, 0)])

    def test_every_record_of_one_name_is_filled_and_what_is_withheld_is_zero(self):
        self.assertEqual(self.import_selectors(1), [("disk", 1, 0), ("console", 0, 0), ("port", 2, 0), ("disk", 1, 0)])

    def test_threads(self):
        main, second = self.image["threads"]
        self.assertEqual((main["program"], main["entry"], main["arg"], main["frames"], main["name"]), (1, 0x1000, 5, 8, "main"))
        self.assertEqual((second["entry"], second["priority"], second["frames"]), (0x1020, 31, 16))

    def test_segments(self):
        self.assertEqual([(s["name"], s["phys"], s["size"], s["kind"], s["perms"]) for s in self.image["segments"]],
                         [("window", 0x10001000, 0x1000, 1, 3), ("bounce", 0, 0x10000, 2, 3), ("shared", 0, 0x2000, 0, 1)])

    def test_the_words_add_up_to_zero(self):
        self.assertEqual(sum(struct.unpack(f"<{len(self.data) // 8}Q", self.data)) & (1 << 64) - 1, 0)

    def test_loads_are_page_aligned_and_their_bytes_inside(self):
        for load in self.image["loads"]:
            self.assertEqual((load["offset"] | load["size"]) & 4095, 0)
            self.assertEqual(load["file_off"] & 7, 0)
            self.assertLessEqual(load["file_size"], load["size"])
            self.assertLessEqual(load["file_off"] + load["file_size"], len(self.data))

    def test_a_damaged_image_is_refused(self):
        for at in (0, 8, 16, 24, 200):
            bad = bytearray(self.data)
            bad[at] ^= 1
            with self.assertRaises(decode.ImageError):
                decode.decode(bytes(bad), fixture.CONTRACT)


class CommandLine(fixture.Folder):
    def run_tool(self, *words):
        return subprocess.run([str(fixture.TOOL / "mkimage.py"), *words], cwd=self.root, capture_output=True, text=True)

    def test_writes_and_shows(self):
        self.write("a.yaml", fixture.GOOD.encode())
        self.assertEqual(self.run_tool("a.yaml", "-o", "deep er/a.img").returncode, 0)
        shown = self.run_tool("--show", "deep er/a.img")
        self.assertEqual(json.loads(shown.stdout)["programs"][1]["name"], "shell")

    def test_mistakes_come_all_at_once_as_file_and_line_and_nothing_is_written(self):
        self.write("a.yaml", fixture.GOOD.replace("8K,", "9,").replace("stack: 4K", "stak: 4K").replace("disk_info", "x").encode())
        done = self.run_tool("a.yaml", "-o", "a.img")
        self.assertEqual(done.returncode, 1)
        self.assertEqual([line.split(": ")[0] for line in done.stderr.splitlines()],
                         ["a.yaml:5", "a.yaml:5", "a.yaml:24", "a.yaml:24", "a.yaml:26", "mkimage"])
        self.assertFalse((self.root / "a.img").exists())

    def test_a_missing_description_is_one_line(self):
        done = self.run_tool("none.yaml")
        self.assertEqual((done.returncode, done.stderr), (1, "mkimage: none.yaml: No such file or directory\n"))

    def test_show_refuses_what_is_no_image(self):
        self.write("x.img", bytes(1000))
        self.assertIn("not a boot image", self.run_tool("--show", "x.img").stderr)


if __name__ == "__main__":
    if sys.argv[1:] == ["--golden"]:
        case = GoodImage("test_it_matches_its_golden")
        fixture.Folder.setUp(case)
        print(json.dumps(decode.decode(case.make(fixture.GOOD)[0], fixture.CONTRACT), indent=1))
        case.doCleanups()
    else:
        cases.main()
