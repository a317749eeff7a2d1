# The tools' own tests.
CHECKS += mkimage
mkimage.run := $(PYTHON) tests/tools/run_mkimage.py
