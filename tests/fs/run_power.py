"""The power fails in the booted system: a machine is stopped at an instruction, the disk kept, and booted again.

    run_power.py POSTERN KERNEL IMAGES [CUTS]

The writer says which versions of its files are acknowledged. After a cut another boot recovers the disk by its journal
and says which versions it finds: whole ones, and none older than what was acknowledged. Then the host's e2fsck has the
disk clean. A line per case; last, `N passed, N failed`.
"""
import os
import re
import sys
import tempfile

from run_guest import Runs, Score, host

NAMES = 5
FIRST, SPAN = 13_000_000, 24_000_000  # instructions: the cuts fall between FIRST and FIRST + SPAN


class PowerRuns(Runs):
    def cut(self, limit):
        """Boots the writer, stops it; answers the last acknowledged version."""
        text = self.transcript("fs-power-writes", limit)
        assert "refused" not in text, text
        return max((int(version) for version in re.findall(r"^acknowledged (\d+)$", text, re.M)), default=0)

    def look(self, name, acknowledged):
        text = self.transcript("fs-power-looks", 4_000_000_000)
        found = {int(version) % NAMES: int(version) for version in re.findall(r"^holds (\d+)$", text, re.M)}
        complaint = None
        for version in range(max(1, acknowledged - NAMES + 1), acknowledged + 1):
            if found.get(version % NAMES, 0) < version:
                complaint = f"version {version} was acknowledged, and there is {found.get(version % NAMES)}\n{text}"
        if not re.search(r"^\d+ passed, 0 failed$", text, re.M):
            complaint = text
        self.score.add(f"{name}: what was acknowledged is there", complaint)


def main():
    score, cuts = Score(), int(sys.argv[4]) if len(sys.argv) > 4 else 12
    with tempfile.TemporaryDirectory() as folder:
        runs = PowerRuns(sys.argv[1:4], score, folder)
        needed = reached = 0
        for i in range(cuts):
            if os.path.exists(runs.disk):
                os.unlink(runs.disk)
            made = host("mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", runs.disk, "8M")
            assert made.returncode == 0, made.stderr.decode()
            acknowledged = runs.cut(FIRST + SPAN * i // cuts + i * 1237)
            reached += acknowledged > 0
            needed += b"needs_recovery" in host("dumpe2fs", "-h", runs.disk).stdout
            name = f"claim_O10_power_cut_{i}, {acknowledged} versions"
            runs.look(name, acknowledged)
            runs.check_disk(name)
        score.add(f"claim_O10: {needed} of {cuts} disks needed their journal, {reached} had promises to keep",
                  None if needed > cuts // 2 and reached > cuts // 2 else "the cuts fall in the wrong place")
    print(f"{score.passed} passed, {score.failed} failed")
    return score.failed > 0


if __name__ == "__main__":
    sys.exit(main())
