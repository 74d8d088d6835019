# Two commands do everything on a machine with Python 3.11+ and pip: `make demo`, `make test`.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test test-faults test-wordpress bench many month lint types docs clean

# Sets up, then crawls an invented newspaper on loopback, twice by hand and for four days of a moved clock by itself, and shows
# what the archive knows. About a minute.
demo: $(STAMP)
	$(BIN)/newsarchive -a demo-archive demo

# Sets up, then passes all tests (the fault tests in a reduced form), on two cores or more.
test: $(STAMP)
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(PYTEST)

# Kill -9, power cuts, full disks, in full: about a quarter of an hour; as root it mounts a small loop device.
test-faults: $(STAMP)
	NEWSARCHIVE_FAULTS=full $(BIN)/python -m pytest -m faults tests/faults -s $(PYTEST)

# A real WordPress, crawled by its address, on loopback: as root it installs Debian's with apt-get when it is not there.
test-wordpress: $(STAMP)
	PYTHONPATH=. timeout 1800 $(BIN)/python -m pytest -p no:cacheprovider tests/wordpress/check_wordpress.py $(PYTEST)

# Ratios measured side by side in one run.
bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	$(BIN)/python bench/crawl.py
	$(BIN)/python bench/dates.py
	$(BIN)/python bench/copies.py
	$(BIN)/python bench/search.py
	$(BIN)/python bench/memory.py --sizes 3000,30000
	$(BIN)/python bench/reparse.py
	$(BIN)/python bench/export.py
	$(BIN)/python bench/frontier.py
	$(BIN)/python bench/report.py --sizes 3000,30000
	$(BIN)/python bench/metrics.py --sizes 1000,100000

# Two hundred outlets at once, some of them dead, slow, erring or huge; memory over a hundred thousand pages: three quarters of an hour.
many: $(STAMP)
	$(BIN)/python bench/outlets.py --huge 2
	$(BIN)/python bench/crawl_memory.py --pages 100000 --crawls 3000

# Thirty days of the daemon's life, with a moved clock and two papers that publish, edit, take down and fail: ten minutes.
month: $(STAMP)
	$(BIN)/python bench/month --days 30

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

# Writes the generated parts of the README anew; a test fails when they lag behind.
docs: $(STAMP)
	$(BIN)/python -m cogapp -r README.md

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newsarchive needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) demo-archive build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
