#!/usr/bin/python3
"""The machine as a program: boots, input, output, exit codes, logs. Arguments: postern, folder of the guests."""
import json
import os
import pathlib
import resource
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
import cases  # noqa: E402

POSTERN, GUESTS = sys.argv[1], pathlib.Path(sys.argv[2])


def run(*arguments, stdin=b"", timeout=60):
    """Runs postern; .text is its standard output."""
    done = subprocess.run([POSTERN, *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout)
    done.text = done.stdout.decode(errors="replace").replace("\r", "")
    done.errors = done.stderr.decode(errors="replace")
    return done


def bare(guest, *arguments, **keywords):
    return run("--bios", "none", GUESTS / f"{guest}.elf", *arguments, **keywords)


class Boot(unittest.TestCase):
    def test_opensbi_boots_a_supervisor_program(self):
        done = run(GUESTS / "sbi.elf")
        self.assertIn("OpenSBI v", done.text)
        self.assertIn("Platform Timer Device     : aclint-mtimer @ 10000000Hz", done.text)
        self.assertIn("Platform Shutdown Device  : sifive_test", done.text)
        self.assertIn("Boot HART ISA Extensions  : time,sstc", done.text)
        self.assertTrue(done.text.endswith("hart 0000000000000000\nfdt magic 00000000edfe0dd0\ntick\n"), done.text[-200:])
        self.assertEqual(done.returncode, 0, done.errors)

    def test_a_payload_lies_anywhere_in_a_large_ram(self):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        for engine in "interpreter", "translator":
            done = run("--memory", "8G", "--engine", engine, GUESTS / "sbi_far.elf")
            self.assertEqual(done.returncode, 0, done.errors)
            self.assertTrue(done.text.endswith("tick\n"), done.text[-200:])
        used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self.assertLess(used, max(before, 1 << 20))  # KiB: RAM that nobody wrote to takes none of the host's

    def test_a_kernel_takes_harts_and_3_gib_from_the_firmware(self):
        for engine in "interpreter", "translator":
            done = run("--memory", "3G", "--harts", 4, "--engine", engine, "--time-limit", 2000000000, GUESTS / "sbi_many.elf")
            self.assertEqual(done.returncode, 0, done.errors)
            self.assertRegex(done.text, r"last page 33\nstarted 3\nread 111 3\nread 222 3\nstopped 3\n\d$")

    def test_the_device_tree_says_how_much_ram_there_is(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "fdt"
            run("--bios", "none", "--memory", "3G", "--dump-fdt", path)
            found = subprocess.run(["fdtget", "-t", "x", path, "/memory@80000000", "reg"], capture_output=True, text=True)
        self.assertEqual(found.stdout.split(), ["0", "80000000", "0", "c0000000"], found.stderr)

    def test_every_hart_comes_up(self):
        done = run(GUESTS / "sbi.elf", "--harts", 4)
        self.assertIn("Platform HART Count       : 4", done.text)
        self.assertTrue(done.text.endswith("tick\n"), done.text[-200:])

    def test_an_empty_guest_starts_in_a_moment(self):
        done = run("--bios", "none", "--state-hash", GUESTS / "timer.elf")
        self.assertRegex(done.errors, r"^state [0-9a-f]{16} instructions \d+ mtime \d+\n$")


class Time(unittest.TestCase):
    def test_wfi_jumps_to_the_timer(self):
        done = bare("timer", timeout=5)
        self.assertEqual(done.returncode, 0, done.errors)

    def test_two_runs_are_the_same(self):
        first, second = (run("--state-hash", GUESTS / "sbi.elf").errors for _ in range(2))
        self.assertEqual(first, second)

    def test_time_limit_is_exact(self):
        done = run("--time-limit", 123457, "--state-hash", GUESTS / "sbi.elf")
        self.assertEqual(done.returncode, 124)
        self.assertIn("limit of 123457 instructions reached", done.errors)
        self.assertIn("instructions 123457 ", done.errors)

    def test_a_handler_that_traps_does_not_hold_the_host(self):
        done = bare("spin", "--time-limit", 3000000, timeout=10)
        self.assertEqual(done.returncode, 124)


class Input(unittest.TestCase):
    def test_input_is_echoed_and_the_code_comes_back(self):
        done = bare("echo", stdin=b"hello q")
        self.assertEqual((done.text, done.returncode), ("ready\nhello q", 7))

    def test_more_input_than_the_fifo_holds(self):
        text = b"0123456789" * 1000 + b"q"
        done = bare("echo", stdin=text)
        self.assertEqual(done.stdout, b"ready\n" + text)
        self.assertEqual(done.returncode, 1)

    def test_end_of_input_with_exit_on_eof(self):
        done = bare("echo", "--exit-on-eof", stdin=b"abc")
        self.assertEqual((done.text, done.returncode), ("ready\nabc", 0))

    def test_waiting_for_nothing_is_told(self):
        done = bare("sleep")
        self.assertEqual(done.returncode, 125)
        self.assertIn("waits for an interrupt that cannot come", done.errors)

    def test_closed_descriptors(self):
        script = f'exec "{POSTERN}" --bios none "{GUESTS / "echo.elf"}" <&- >&-'
        done = subprocess.run(["/bin/sh", "-c", script], stderr=subprocess.PIPE, timeout=10)
        self.assertEqual(done.returncode, 125, done.stderr)

    def test_a_waiting_guest_costs_the_host_nothing(self):
        with subprocess.Popen([POSTERN, "--bios", "none", GUESTS / "echo.elf"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            self.assertEqual(process.stdout.readline(), b"ready\n")
            before = self.cpu_ticks(process.pid)
            with self.assertRaises(subprocess.TimeoutExpired):
                process.wait(0.5)
            self.assertLessEqual(self.cpu_ticks(process.pid) - before, 2)
            process.stdin.write(b"q")
            process.stdin.close()
            self.assertEqual(process.wait(5), 1)

    @staticmethod
    def cpu_ticks(pid):
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def test_signals_end_the_machine(self):
        with subprocess.Popen([POSTERN, "--bios", "none", GUESTS / "echo.elf"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(5), 128 + signal.SIGTERM)


class Scratch(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()


class Log(Scratch):
    def record(self, *arguments, stdin=b"hello, replay q"):
        log = self.path / "log"
        first = bare("echo", "--record", log, "--state-hash", *arguments, stdin=stdin)
        return log, first

    def replay(self, log):
        return bare("echo", "--replay", log, "--state-hash", stdin=b"this is not read")

    def test_a_replay_ends_in_the_same_state(self):
        log, first = self.record()
        second = self.replay(log)
        self.assertEqual((first.stdout, first.stderr, first.returncode), (second.stdout, second.stderr, second.returncode))

    def test_a_replay_of_slow_typing(self):
        log = self.path / "log"
        command = [POSTERN, "--bios", "none", GUESTS / "echo.elf", "--record", log, "--state-hash"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            for byte in b"slowq":
                process.stdin.write(bytes([byte]))
                process.stdin.flush()
                if byte != ord("q"):
                    self.assertEqual(process.stdout.read(1), bytes([byte]))
            out, errors = process.communicate(timeout=10)
        second = self.replay(log)
        self.assertEqual(out, b"q")
        self.assertEqual(errors, second.stderr)
        self.assertEqual(len(log.read_text().splitlines()), 6)

    def test_a_replay_of_several_busy_harts(self):
        log = self.path / "log"
        options = ["--harts", "3", "--state-hash"]
        command = [POSTERN, "--bios", "none", GUESTS / "crowd.elf", "--record", log, *options]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.read(1)
            for byte in b"xyq":
                time.sleep(0.02)
                process.stdin.write(bytes([byte]))
                process.stdin.flush()
            errors = process.communicate(timeout=10)[1]
        second = bare("crowd", "--replay", log, *options)
        self.assertEqual((errors, 0), (second.stderr, second.returncode))

    def test_a_run_ended_from_outside_replays_to_the_same_place(self):
        log, first = self.record("--exit-on-eof", stdin=b"abc")
        self.assertTrue(log.read_text().endswith(" end\n"))
        second = self.replay(log)
        self.assertEqual((first.stdout, first.stderr), (second.stdout, second.stderr))
        self.assertEqual(second.returncode, 0)

    def test_a_log_of_another_run_is_noticed(self):
        log = self.path / "log"
        log.write_text("postern-input 1\n3 9 41\n")
        second = self.replay(log)
        self.assertEqual(second.returncode, 2)
        self.assertIn("the run has left the log", second.errors)

    def test_malformed_logs(self):
        for text in ("", "x\n", "postern-input 1\nx\n", "postern-input 1\n1 2\n", "postern-input 1\n1 2 4\n",
                     "postern-input 1\n1 2 zz\n", "postern-input 1\n1 2 " + "41" * 17 + "\n", "postern-input 1\n-1 2 41\n",
                     "postern-input 1\n99999999999999999999999 2 41\n", "postern-input 1\n1 2 41 \n"):
            with self.subTest(text=text):
                log = self.path / "log"
                log.write_text(text)
                done = self.replay(log)
                self.assertEqual(done.returncode, 2, done.errors)


class Disk(Scratch):
    def setUp(self):
        super().setUp()
        self.image = self.path / "disk.img"
        self.image.write_bytes(bytes(4096))

    def test_restarts_and_the_disk_outlives_them(self):
        done = bare("restart", "--drive", self.image)
        self.assertEqual((done.text, done.returncode), ("start\n" * 3, 0), done.errors)
        self.assertEqual(self.image.read_bytes()[0], 3)

    def test_no_reboot(self):
        done = bare("restart", "--drive", self.image, "--no-reboot")
        self.assertEqual((done.text, done.returncode), ("start\n", 0))

    def test_a_read_only_disk_is_not_written(self):
        done = bare("restart", "--drive", f"{self.image},ro")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(self.image.read_bytes(), bytes(4096))

    def test_a_disk_in_use_is_refused(self):
        with subprocess.Popen([POSTERN, "--bios", "none", GUESTS / "echo.elf", "--drive", self.image], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            done = bare("restart", "--drive", self.image)
            process.terminate()
        self.assertEqual(done.returncode, 2)
        self.assertIn("in use by another machine", done.errors)

    def test_counters_are_json(self):
        out = self.path / "counters.json"
        bare("restart", "--drive", self.image, "--counters", out)
        counters = json.loads(out.read_text())
        self.assertEqual(counters["total"]["device_requests"], 2)  # since the last restart
        self.assertEqual(counters["total"]["dma_write_bytes"], 513 + 1)
        self.assertEqual(counters["total"]["dma_read_bytes"], 16 + 528)
        self.assertEqual(counters["exit_code"], 0)
        self.assertEqual(len(counters["harts"]), 1)


class Terminal(unittest.TestCase):
    """On a pseudo-terminal: raw while it runs, as before when it has ended, however it ended."""

    def setUp(self):
        self.master, self.slave = os.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.process = None

    def tearDown(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def start(self, *arguments):
        command = [POSTERN, "--bios", "none", GUESTS / "echo.elf", *arguments]
        self.process = subprocess.Popen(command, stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True)
        return self.read_until(b"ready")

    def read_until(self, text):
        seen, deadline = b"", time.monotonic() + 10
        while text not in seen and time.monotonic() < deadline:
            if select.select([self.master], [], [], 0.1)[0]:
                seen += os.read(self.master, 4096)
        self.assertIn(text, seen)
        return seen

    def is_raw(self):
        return not termios.tcgetattr(self.slave)[3] & (termios.ICANON | termios.ECHO | termios.ISIG)

    def wait_raw(self):
        deadline = time.monotonic() + 10
        while not self.is_raw() and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertTrue(self.is_raw())

    def is_restored(self):
        return termios.tcgetattr(self.slave) == self.before

    def test_leaving_by_the_escape(self):
        self.start()
        self.assertTrue(self.is_raw())
        os.write(self.master, b"\x01x")
        self.assertEqual(self.process.wait(5), 0)
        self.assertTrue(self.is_restored())

    def test_help_and_a_literal_control_a(self):
        self.start()
        os.write(self.master, b"\x01h")
        self.read_until(b"Ctrl-A x  end the machine")
        os.write(self.master, b"\x01\x01b")
        self.read_until(b"\x01b")
        os.write(self.master, b"\x03q")
        self.assertEqual(self.process.wait(5), 4)

    def test_ending_by_itself(self):
        self.start()
        os.write(self.master, b"q")
        self.assertEqual(self.process.wait(5), 1)
        self.assertTrue(self.is_restored())

    def test_ending_by_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGSEGV, signal.SIGABRT):
            with self.subTest(signal=number):
                self.start()
                self.assertTrue(self.is_raw())
                self.process.send_signal(number)
                self.process.wait(5)
                self.assertTrue(self.is_restored())

    def test_stopping_and_going_on(self):
        self.start()
        self.process.send_signal(signal.SIGTSTP)
        os.waitpid(self.process.pid, os.WUNTRACED)
        self.assertTrue(self.is_restored())
        self.process.send_signal(signal.SIGCONT)
        self.wait_raw()
        os.write(self.master, b"z")
        self.read_until(b"z")

    def test_the_way_out_is_told_when_asked_for(self):
        self.assertNotIn(b"Ctrl-A", self.start())
        os.write(self.master, b"q")
        self.process.wait(5)
        self.assertIn(b"Ctrl-A x", self.start("--hint"))

    def test_a_full_buffer_does_not_lock_the_escape(self):
        command = [POSTERN, "--bios", "none", GUESTS / "sleep.elf"]
        self.process = subprocess.Popen(command, stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True)
        self.wait_raw()
        for _ in range(8):
            os.write(self.master, b"y" * 1000)
            time.sleep(0.02)
        os.write(self.master, b"\x01x")
        self.assertEqual(self.process.wait(5), 0)


class Tree(Scratch):
    def dump(self, *arguments):
        blob = self.path / "t.dtb"
        done = run("--dump-fdt", blob, *arguments)
        self.assertEqual(done.returncode, 0, done.errors)
        return self.source(blob)

    def source(self, blob):
        done = subprocess.run(["dtc", "-I", "dtb", "-O", "dts", "-s", "-q", blob], capture_output=True, text=True, check=True)
        return done.stdout

    @staticmethod
    def nodes(source):
        """{path: {property: value}} of dtc's output."""
        found, path = {}, []
        for line in map(str.strip, source.splitlines()):
            if line.endswith("{"):
                path.append(line[:-1].strip())
                found["/".join(path)] = {}
            elif line == "};":
                path.pop()
            elif path and line.endswith(";"):
                name, _, value = line[:-1].partition(" = ")
                found["/".join(path)][name] = value
        return found

    def test_the_device_tree_compiler_reads_it_back_unchanged(self):
        source = self.dump("--append", "console=x", "--harts", 3)
        again = subprocess.run(["dtc", "-I", "dts", "-O", "dtb", "-"], input=source.encode(), capture_output=True, check=True)
        blob = self.path / "again.dtb"
        blob.write_bytes(again.stdout)
        self.assertEqual(self.source(blob), source)
        # dtc has lost which cells were references, and finds the interrupt controllers of the harts too plain (as QEMU's).
        known = (b"(interrupts_extended_property)", b"(interrupt_provider)")
        self.assertEqual([line for line in again.stderr.splitlines() if not any(name in line for name in known)], [])

    def test_what_is_there_is_as_on_qemus_board(self):
        blob = self.path / "q.dtb"
        subprocess.run(["qemu-system-riscv64", "-M", f"virt,dumpdtb={blob}", "-m", "128M", "-smp", "2", "-nographic"],
                       check=True, capture_output=True)
        theirs, ours = self.nodes(self.source(blob)), self.nodes(self.dump("--harts", 2))
        same = ("compatible", "reg", "interrupts", "device_type", "value", "offset", "timebase-frequency", "clock-frequency",
                "stdout-path", "interrupt-controller", "#interrupt-cells", "#address-cells", "#size-cells", "ranges")
        for path, properties in ours.items():
            self.assertIn(path, theirs)
            for name in same:
                self.assertEqual(properties.get(name), theirs[path].get(name), f"{path} {name}")

    def test_what_was_asked_for_is_in_it(self):
        initrd = self.path / "initrd"
        initrd.write_bytes(b"x" * 5000)
        nodes = self.nodes(self.dump("--append", "a b=c", "--initrd", initrd, "--memory", "256"))
        chosen = nodes["//chosen"]
        self.assertEqual(chosen["bootargs"], '"a b=c"')
        self.assertEqual(chosen["linux,initrd-start"], "<0x00 0x88200000>")
        self.assertEqual(chosen["linux,initrd-end"], "<0x00 0x88201388>")
        self.assertEqual(nodes["//memory@80000000"]["reg"], "<0x00 0x80000000 0x00 0x10000000>")


class Qemu(Scratch):
    """The same programs on the board that this one is modelled on: same output, same exit code."""

    def both(self, guest, ours, theirs, stdin=b""):
        elf = GUESTS / f"{guest}.elf"
        here = run(*ours, elf, stdin=stdin)
        command = ["qemu-system-riscv64", "-M", "virt", "-m", "128M", "-display", "none", "-serial", "stdio",
                   "-global", "virtio-mmio.force-legacy=false", *map(str, theirs), "-kernel", elf]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as there:
            out = there.stdout.readline() if stdin else b""  # QEMU does not hold input back until the guest looks for it
            try:
                out += there.communicate(stdin, timeout=60)[0]
            except subprocess.TimeoutExpired:
                there.kill()
                raise
        self.assertEqual(here.returncode, there.returncode)
        return here.text, out.decode(errors="replace").replace("\r", "")

    def test_interrupts_and_input(self):
        here, there = self.both("echo", ["--bios", "none"], ["-bios", "none"], b"hello q")
        self.assertEqual(here, there)

    def test_disk_and_restart(self):
        images = [self.path / "a", self.path / "b"]
        for image in images:
            image.write_bytes(bytes(4096))
        theirs = ["-bios", "none", "-drive", f"file={images[1]},format=raw,if=none,id=d", "-device",
                  "virtio-blk-device,drive=d,bus=virtio-mmio-bus.0"]
        here, there = self.both("restart", ["--bios", "none", "--drive", images[0]], theirs)
        self.assertEqual(here, there)
        self.assertEqual(images[0].read_bytes(), images[1].read_bytes())

    def test_what_teaching_kernels_do(self):
        image = self.path / "disk"
        image.write_bytes(bytes(1024) + b"x" + bytes(1022) + b"y")
        theirs = ["-bios", "none", "-drive", f"file={image},format=raw,if=none,id=d", "-device",
                  "virtio-blk-device,drive=d,bus=virtio-mmio-bus.0"]
        for engine in "interpreter", "translator":
            here, there = self.both("teach", ["--bios", "none", "--engine", engine, "--drive", image], theirs)
            self.assertEqual((here, there), ("modern\ndisk and timer\n",) * 2)
        here, there = self.both("teach", ["--bios", "none", "--virtio-legacy", "--drive", image],
                                theirs + ["-global", "virtio-mmio.force-legacy=true"])
        self.assertEqual((here, there), ("legacy\ndisk and timer\n",) * 2)

    def test_firmware_and_supervisor(self):
        differs = ("Platform Name", "Boot HART Base ISA", "Boot HART MHPM Count", "Boot HART MIDELEG", "Boot HART MEDELEG")
        here, there = ([line for line in text.splitlines() if not line.startswith(differs)] for text in self.both("sbi", [], []))
        self.assertEqual(here, there)


class Tests(Scratch):
    """Programs that report as RISC-V test suites do."""

    def test_tohost_ends_the_run_and_writes(self):
        for engine in "interpreter", "translator":
            signature = self.path / "signature"
            done = bare("htif", "--engine", engine, "--htif", "--signature", signature)
            self.assertEqual((done.returncode, done.text, done.errors), (21, "host", ""))
            words = ["00000168", "01010000", "ffffffda", "ffffffff", "12345678"]
            self.assertEqual(signature.read_text().split(), words)
            bare("htif", "--htif", "--signature", signature, "--signature-granularity", 16)
            self.assertEqual(signature.read_text().split(), ["ffffffffffffffda0101000000000168", "000000000000000000000000" + words[4]])

    def test_a_program_without_the_symbols_is_told_so(self):
        self.assertEqual(bare("timer", "--htif").errors, f"postern: {GUESTS}/timer.elf: no symbol tohost\n")
        done = bare("htif", "--htif", "--signature", "/nonexistent/x")
        self.assertEqual((done.returncode, done.text), (2, ""))
        self.assertIn("--signature: /nonexistent/x: ", done.errors)

    def test_a_report_that_fails_at_the_end_does_not_hide_the_guests_code(self):
        done = bare("htif", "--htif", "--signature", "/dev/full")
        self.assertEqual(done.returncode, 21)
        self.assertIn("--signature: /dev/full: could not be written wholly", done.errors)


class CommandLine(Scratch):
    BAD = {
        "--nonsense": "--nonsense", "--memory 12Q": "--memory 12Q", "--memory 0": "--memory 0", "--memory 9999G": "--memory",
        "--memory 5K": "5120", "--harts 0": "--harts 0", "--harts 65": "--harts 65", "--harts x": "--harts x",
        "--time-limit -1": "--time-limit -1", "--rtc 1e9": "--rtc 1e9", "--kernel": "--kernel", "--wait": "--wait",
        "--bios none": "--bios none", "--kernel /nonexistent": "/nonexistent", "--bios /": "/",
        "--initrd /nonexistent": "/nonexistent", "--drive /nonexistent": "/nonexistent", "--drive /dev/null": "/dev/null",
        "--gdb 0": "--gdb 0", "--gdb x": "--gdb x", "--gdb unix:/nonexistent/x": "/nonexistent/x", "--trace what": "what",
        "--trace call:/nonexistent/x": "/nonexistent/x", "--record /nonexistent/x": "/nonexistent/x",
        "--replay /nonexistent": "/nonexistent", "--record a --replay b": "--record", "one two": "two", "--memory 1M": "",
        "--signature x": "--htif", "--htif --signature-granularity 3": "--signature-granularity 3", "--htif": "tohost",
    }

    def test_mistakes_are_named_in_one_line(self):
        for line, name in self.BAD.items():
            with self.subTest(line=line):
                done = run(*line.split(), timeout=10)
                self.assertEqual(done.returncode, 2, done.errors)
                message = [text for text in done.errors.splitlines() if not text.startswith("Try ")]
                self.assertEqual(len(message), 1, done.errors)
                self.assertIn(name, message[0])
                self.assertTrue(message[0].startswith("postern: "), message[0])

    def test_a_file_without_end_does_not_fill_the_host(self):
        done = run("-k", "/dev/zero")
        self.assertEqual((done.returncode, done.errors), (2, "postern: /dev/zero: larger than 1024 MiB\n"))

    def test_images_that_do_not_fit_together(self):
        big = self.path / "big"
        big.write_bytes(b"\x13" * (3 << 20))
        for arguments in (["--bios", big, GUESTS / "sbi.elf"], ["--memory", "2M", GUESTS / "sbi.elf"],
                          ["--memory", "4M", "--initrd", big, GUESTS / "sbi.elf"]):
            with self.subTest(arguments=arguments):
                done = run(*arguments)
                self.assertEqual(done.returncode, 2, done.errors)
                self.assertEqual(len(done.errors.splitlines()), 1, done.errors)

    def test_help_and_version(self):
        text = run("--help").text
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()))
        for option in ("--bios", "--drive", "--gdb", "--trace", "Ctrl-A x", "124", "125"):
            self.assertIn(option, text)
        self.assertTrue(run("--version").text.startswith("postern "))

    def test_output_that_cannot_be_written(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([POSTERN, GUESTS / "sbi.elf"], stdin=subprocess.DEVNULL, stdout=full,
                                  stderr=subprocess.PIPE, timeout=30)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"No space left", done.stderr)


if __name__ == "__main__":
    cases.main()
