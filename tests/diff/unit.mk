# diff-run: the smallest board that the differential tests need (tests/diff/diff.py).
HOST_PROGS += diff-run
diff-run.dir  := tests/diff
diff-run.srcs := run.c
diff-run.inc  := machine
diff-run.libs := translate timing-engine timing core segment
diff-run.link := -lm

CHECKS += diff
diff.run     := $(PYTHON) tests/diff/diff.py --runner $(HOUT)/bin/diff-run --rounds 1 --kept
diff.needs   := $(HOUT)/bin/diff-run
diff.asan    := yes
diff.timeout := 240

CHECKS += diff-translator
diff-translator.run     := $(PYTHON) tests/diff/diff.py --runner $(HOUT)/bin/diff-run --engine translator --rounds 1 --kept
diff-translator.needs   := $(HOUT)/bin/diff-run
diff-translator.asan    := yes
diff-translator.timeout := 240

CHECKS += fp-grid
fp-grid.run     := $(PYTHON) tests/diff/fp_grid.py --runner $(HOUT)/bin/diff-run
fp-grid.needs   := $(HOUT)/bin/diff-run
fp-grid.asan    := yes
fp-grid.timeout := 240
