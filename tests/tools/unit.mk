# The tools' own tests.
CHECKS += mkimage
mkimage.run := $(PYTHON) tests/tools/run_mkimage.py

CHECKS += mkimage-mistakes
mkimage-mistakes.run := $(PYTHON) tests/tools/run_mkimage_mistakes.py

CHECKS += golden
golden.run   := $(PYTHON) tests/tools/run_golden.py
golden.needs := $(GEN)/abi/.done

CHECKS += lint
lint.run := tools/lint/lint.py

CHECKS += disk
disk.run := $(PYTHON) tests/tools/run_disk.py

CHECKS += tools
tools.run := $(PYTHON) tests/tools/run_tools.py

CHECKS += run
run.run   := $(PYTHON) tests/tools/run_run.py
run.needs := run-files

CHECKS += readme-figures
readme-figures.run   := tools/readme-figures --check
readme-figures.needs := run-files $(GOUT)/images/figures.img

CHECKS += readme
readme.run   := $(PYTHON) tests/tools/run_readme.py
readme.needs := run-files $(GOUT)/images/figures.img
