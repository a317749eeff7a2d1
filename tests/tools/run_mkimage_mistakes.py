#!/usr/bin/python3
"""The image tool: each mistake of a description or an executable is told at its line."""
import os
import random

import cases
import elf_maker as elf
import image_fixture as fixture


class Mistakes(fixture.Folder):
    """Each test plants mistakes in the good image and says everything that must be reported: at the line that holds
    this text, a message with that part."""

    def expect(self, *wanted, change=None, text=None):
        if text is None:
            self.assertIn(change[0], fixture.GOOD)
            text = fixture.GOOD.replace(*change, 1)
        image, found = self.make(text)
        self.assertIsNone(image)
        lines = text.splitlines()
        self.assertEqual(len(found), len(wanted), found)
        for (line, said), (where, part) in zip(found, wanted):
            self.assertIn(where, lines[line - 1], said)
            self.assertIn(part, said)

    def test_unknown_key_with_a_suggestion(self):
        self.expect(("elf: shell", "program 'shell' has no 'quota'"),
                    ("qouta", "unknown key 'qouta' in program 'shell'; did you mean 'quota'?"),
                    change=("quota: 0x", "qouta: 0x"))

    def test_unknown_key_at_the_top(self):
        self.expect(("colour", "unknown key 'colour' in the image"), change=("programs:", "colour: {}\nprograms:"))

    def test_not_yaml(self):
        image, found = self.make("version: 1\nprograms:\n  a: [b\n")
        self.assertEqual([line for line, _ in found], [4])
        self.assertIn("not YAML: expected ',' or ']'", found[0][1])

    def test_not_text(self):
        image, found = self.make("version: 1\n\0")
        self.assertIn("not YAML", found[0][1])

    def test_an_empty_file(self):
        self.assertEqual(self.make("")[1], [(1, "the file is empty")])

    def test_a_list_where_a_mapping_belongs(self):
        self.expect(("- a", "the image must be a mapping"), ("- a", "no 'version'"), ("- a", "no 'programs'"), text="- a\n")

    def test_another_version(self):
        self.expect(("version: 9", "version 9: this tree's ABI version is 1"), change=("version: 1", "version: 9"))

    def test_missing_elf(self):
        self.expect(("none.elf", "program 'disk': none.elf: No such file"), change=("disk.elf", "none.elf"))

    def test_elf_without_gates(self):
        self.write("disk.elf", elf.executable(imports=["window", "dma", "irq-virtio0", "port"]))
        self.expect(("  disk:", "neither threads nor gates"), ("call: disk", "program 'disk' has no gates"), text=fixture.GOOD)

    def test_unknown_program(self):
        self.expect(("call: disc", "no program 'disc'"), change=("call: disk,", "call: disc,"))

    def test_unknown_interface(self):
        self.expect(("call: disk", "no interface 'dusk'; it has disk"),
                    change=("call: disk,", "call: disk, interface: dusk,"))

    def test_unknown_function(self):
        self.expect(("call: disk", "no callable function 'disk_reed'; it has disk_read, disk_write, disk_info"),
                    change=("disk_read", "disk_reed"))

    def test_a_callback_gate_is_no_function(self):
        self.expect(("call: disk", "no callable function 'disk_done'"), change=("disk_read", "disk_done"))

    def test_several_interfaces_want_a_choice(self):
        self.write("disk.elf", elf.executable(imports=["window", "dma", "irq-virtio0", "port"],
                                               gates=[elf.gate("disk_read"), elf.gate("x", interface="other")]))
        self.expect(("call: disk", "several interfaces (disk, other): name one"), text=fixture.GOOD)

    def test_import_not_granted(self):
        self.expect(("  shell:", "program 'shell' imports 'console', which is not granted"),
                    change=("[console]", "[]"))

    def test_without_names_no_import(self):
        self.expect(("  shell:", "imports 'console'"), ("consul", "does not import 'consul'"),
                    change=("[console]", "[consul]"))

    def test_without_and_granted(self):
        self.expect(("without", "'disk' is granted on line 26, and yet"), change=("[console]", "[console, disk]"))

    def test_grant_that_nobody_imports(self):
        self.expect(("segment: shared", "imports nothing of this name"), change=(", index: 9", ""))

    def test_duplicate_program(self):
        text = fixture.GOOD.replace("programs:\n", "programs:\n  shell: {elf: shell.elf, quota: 1M, without: [disk, console, port]}\n")
        _, found = self.make(text)
        self.assertIn((17, "duplicate name 'shell' in this list: first on line 8"), found)

    def test_duplicate_key_in_a_program(self):
        self.expect(("quota: 2M", "duplicate name 'quota' in program 'disk': first on line 10"),
                    change=("    quota: 1M\n", "    quota: 1M\n    quota: 2M\n"))

    def test_duplicate_name_across_kinds(self):
        self.expect(("  window:", "duplicate name 'window': segment on line 3"), change=("  shell:\n", "  window:\n"))

    def test_duplicate_thread_name(self):
        self.expect(("entry: helper", "duplicate thread name 'main' in program 'shell': first on line 23"),
                    change=("name: second", "name: main"))

    def test_duplicate_grant(self):
        self.expect(("{call: disk}", "duplicate grant 'disk' to program 'shell': first on line 26"),
                    change=("index: 9}\n", "index: 9}\n      - {call: disk}\n"))

    def test_duplicate_index(self):
        self.expect(("endpoint: port, index", "duplicate index 9: first on line 27"), change=("manage: no", "index: 9"))

    def test_index_outside_the_table(self):
        self.expect(("index: 100", "index 100 is outside the VST of 100 entries"), change=("index: 9", "index: 100"))

    def test_table_too_small(self):
        self.expect(("  disk:", "do not fit into a VST of 3 entries"), change=("quota: 1M\n", "quota: 1M\n    vst: 3\n"))

    def test_badge_too_large(self):
        self.expect(("badge", "badge 0x10000000000000000 is outside 0 to 18446744073709551615"),
                    change=("badge: 7", "badge: 0x10000000000000000"))

    def test_negative_number(self):
        self.expect(("badge", "badge must be a number"), change=("badge: 7", "badge: -7"))

    def test_overlapping_windows(self):
        self.expect(("bounce:", "overlaps segment 'window' in physical memory: 0x10001000 to 0x10002000"),
                    change=("kind: dma, size: 64K", "kind: mmio, window: virtio0"))

    def test_unknown_window(self):
        self.expect(("virtio8", "no window 'virtio8' on this platform"), change=("window: virtio0", "window: virtio8"))

    def test_window_of_the_kernel(self):
        self.expect(("plic", "window 'plic' is the kernel's own"), change=("window: virtio0", "window: plic"))

    def test_size_of_a_window(self):
        self.expect(("size: 4K", "the size of kind mmio is its window's"), change=("virtio0}", "virtio0, size: 4K}"))

    def test_window_of_memory(self):
        self.expect(("bounce:", "only kind mmio takes a window"), change=("size: 64K", "size: 64K, window: virtio1"))

    def test_memory_without_a_size(self):
        self.expect(("bounce:", "of kind dma needs a size"), change=("kind: dma, size: 64K", "kind: dma"))

    def test_unknown_kind(self):
        self.expect(("bounce:", "kind must be one of ram, mmio, dma, not 'rom'"), change=("kind: dma", "kind: rom"))

    def test_size_that_is_no_multiple_of_a_page(self):
        self.expect(("bounce:", "must be a multiple of 4096"), ("bounce:", "needs a size"), change=("size: 64K", "size: 5000"))

    def test_quota_too_small(self):
        # loads 2 pages, stacks 16 and 1, linkage stacks (9 and 17 frames of 704 bytes) 2 and 3, table 1
        self.expect(("quota: 96K", f"quota 98304 is too small: its loads, stacks and tables take {25 * 4096} bytes"),
                    change=("0x200000", "96K"))

    def test_quota_just_enough(self):
        self.assertEqual(self.make(fixture.GOOD.replace("0x200000", "100K"))[1], [])

    def test_more_memory_than_the_machine_has(self):
        self.expect(("version", "bytes of memory; the machine has"), change=("size: 64K", "size: 1G"))

    def test_priority_range(self):
        self.expect(("priority: 32", "priority 32 is outside 0 to 31"), change=("priority: 31", "priority: 32"))

    def test_unknown_entry_symbol(self):
        self.expect(("helper2", "no symbol 'helper2'"), change=("entry: helper", "entry: helper2"))

    def test_stack_too_small_for_a_gate(self):
        self.write("disk.elf", elf.executable(imports=["window", "dma", "irq-virtio0", "port"], gates=[
            elf.gate("disk_read", stack=8192), elf.gate("disk_write"), elf.gate("disk_info")]))
        self.expect(("name: second", "disk's 'disk_read' needs 8192 bytes of stack; it has 4096"), text=fixture.GOOD)

    def test_too_few_frames_for_a_gate(self):
        self.expect(("name: main", "'disk_read' needs 3 linkage frames; it has 2"), ("name: main", "'disk_info' needs 3"),
                    change=("frames: 8", "frames: 2"))

    def test_unknown_segment(self):
        self.expect(("shared:", "segment 'shared' is granted to nobody"), ("sharde", "no segment 'sharde'"),
                    change=("segment: shared", "segment: sharde"))

    def test_rights_beyond_the_segments(self):
        self.expect(("index: 9", "right 'w' is more than segment 'shared' allows"),
                    change=("index: 9", "index: 9, rights: [r, w]"))

    def test_rights_of_another_kind(self):
        self.expect(("serve, r", "right 'r' means nothing for a grant of kind endpoint"), change=("[serve]", "[serve, r]"))

    def test_key_that_means_nothing_for_the_kind(self):
        self.expect(("index: 9", "'badge' means nothing for a grant of kind segment"), change=("index: 9", "index: 9, badge: 1"))

    def test_endpoint_that_nobody_serves(self):
        self.expect(("endpoints:", "endpoint 'port' has nobody with right serve"), change=("[serve]", "[call]"))

    def test_unknown_endpoint(self):
        self.expect(("prot", "no endpoint 'prot'"), change=("endpoint: port, manage: no", "endpoint: prot"))

    def test_unknown_interrupt(self):
        self.expect(("irq: dram", "no interrupt 'dram'"), change=("irq: virtio0", "irq: dram"))

    def test_interrupt_granted_twice(self):
        self.expect(("as: again", "interrupt 'virtio0' is granted twice: first on line 14"),
                    ("as: again", "imports nothing of this name"),
                    change=("{irq: virtio0}\n", "{irq: virtio0}\n      - {irq: virtio0, as: again}\n"))

    def test_grant_of_two_things(self):
        text = fixture.GOOD.replace("{irq: virtio0}", "{irq: virtio0, endpoint: port}")
        self.assertIn((14, "one grant names one thing: 'irq' or 'endpoint', not both"), self.make(text)[1])

    def test_grant_of_nothing(self):
        self.expect(("as: a", "this grant names nothing"), change=("{irq: virtio0}", "{as: a}"))

    def test_unknown_right(self):
        self.expect(("[root]", "must be one of debug, spawn, inspect, power, not 'root'"),
                    change=("[power, inspect]", "[root]"))

    def test_a_name_too_long(self):
        _, found = self.make(fixture.GOOD.replace("  bounce:", "  b" + "x" * 40 + ":"))
        self.assertTrue(any(line == 4 and "longer than 31" in text for line, text in found))

    def test_a_name_with_odd_characters(self):
        _, found = self.make(fixture.GOOD.replace("  bounce:", '  "b ounce":'))
        self.assertTrue(any(line == 4 and "must begin with a letter" in text for line, text in found))

    def test_a_map_as_a_key_is_survived(self):
        _, found = self.make(fixture.GOOD + "? {a: b}\n: c\n")
        self.assertTrue(found)

    def test_no_line_removed_makes_the_tool_stumble(self):
        lines = fixture.GOOD.splitlines(keepends=True)
        for drop in range(len(lines)):
            self.make("".join(lines[:drop] + lines[drop + 1:]))


class Fuzz(fixture.Folder):
    """Whatever the bytes: mistakes or an image, never a stumble. FUZZ_SEED repeats a run."""
    ROUNDS = 300

    def setUp(self):
        super().setUp()
        seed = int(os.environ.get("FUZZ_SEED") or int.from_bytes(os.urandom(4), "little"))
        print(f"      seed {seed}")
        self.random = random.Random(seed)

    def spoil(self, data, pieces):
        data = bytearray(data)
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randrange(len(data))
            data[at:at + self.random.randint(0, 3)] = self.random.choice(pieces)
        return bytes(data)

    def test_spoilt_descriptions(self):
        pieces = [b"", b"{", b"}", b"[", b"]", b":", b"- ", b"\n", b"&a ", b"*a", b"!!int ", b"0x", b"-1", b"~", b"\xc3\xa4", b"#", b"'"]
        for _ in range(self.ROUNDS):
            text = self.spoil(fixture.GOOD.encode(), pieces).decode(errors="replace")
            image, found = self.make(text)
            self.assertTrue((image is None) == bool(found), text)

    def test_spoilt_executables(self):
        whole = (self.root / "disk.elf").read_bytes()
        pieces = [b"", b"\0", b"\xff", b"\x7f", b"\x80", b"\xff\xff\xff\xff", b"\0\0\0\0\0\0\0\x10"]
        for _ in range(self.ROUNDS):
            self.write("disk.elf", self.spoil(whole, pieces))
            image, found = self.make(fixture.GOOD)
            self.assertTrue((image is None) == bool(found))


class BadExecutables(fixture.Folder):
    def refuse(self, part, data):
        self.write("disk.elf", data)
        _, found = self.make(fixture.GOOD)
        self.assertTrue(any(line == 9 and part in text for line, text in found), found)

    def test_not_elf(self):
        self.refuse("not an ELF file", b"#!/bin/sh\n")

    def test_cut_short_anywhere(self):
        whole = elf.executable(imports=["window"], gates=[elf.gate("disk_read")])
        for size in range(4, len(whole), 97):
            self.write("disk.elf", whole[:size])
            image, found = self.make(fixture.GOOD)
            self.assertIsNone(image)
            self.assertTrue(any(line == 9 for line, _ in found), (size, found))

    def test_every_damaged_header_byte_is_survived(self):
        whole = elf.executable(imports=["window"], gates=[elf.gate("disk_read")])
        for at in list(range(64)) + list(range(64, 64 + 112, 3)) + list(range(len(whole) - 384, len(whole), 5)):
            for value in (0, 0xff):
                self.write("disk.elf", whole[:at] + bytes([value]) + whole[at + 1:])
                self.make(fixture.GOOD)

    def test_another_machine(self):
        self.refuse("not for RISC-V", elf.executable(machine=62))

    def test_shared_object(self):
        self.refuse("not an executable", elf.executable(kind=3))

    def test_writable_and_executable(self):
        self.refuse("is writable and executable", elf.executable(loads=[(7, elf.TEXT, bytes(16), 16)]))

    def test_page_zero(self):
        self.refuse("covers page 0", elf.executable(loads=[(5, elf.CODE, bytes(16), 16)]))

    def test_linked_elsewhere(self):
        self.refuse("outside the code segment", elf.executable(loads=[(5, 0x10000, bytes(16), 16)]))

    def test_beyond_the_code_segment(self):
        self.refuse("ends outside the code segment", elf.executable(loads=[(6, elf.TEXT, b"", 1 << 39)]))

    def test_loads_that_share_a_page(self):
        self.refuse("share a page", elf.executable(loads=[(5, elf.TEXT, bytes(16), 16), (6, elf.TEXT + 64, bytes(16), 16)]))

    def test_gate_outside_the_code(self):
        self.refuse("gate 'disk_read' lies outside the executable code",
                    elf.executable(gates=[elf.gate("disk_read", entry=elf.DATA)]))

    def test_gate_not_valid(self):
        self.refuse("not marked valid", elf.executable(gates=[elf.gate("disk_read", valid=0)]))

    def test_entry_outside_the_code(self):
        self.write("shell.elf", elf.executable(entry=elf.DATA, imports=["disk", "port", "console"],
                                                symbols=[("helper", elf.TEXT)]))
        _, found = self.make(fixture.GOOD)
        self.assertEqual([(line, "outside the executable code" in text) for line, text in found], [(23, True)])

    def test_thread_local_data_aligned_too_strictly(self):
        self.refuse("alignment 4096", elf.executable(tls=(elf.DATA, elf.DATA, 0, 8, 4096)))


if __name__ == "__main__":
    cases.main()
