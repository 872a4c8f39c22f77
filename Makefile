# Every target sets up by itself what it needs. `make help` lists them; PYTHON=python3.12 chooses an interpreter.
PYTHON ?= python3
VENV ?= .venv
ARGS ?=

PYTHON_VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed-$(PYTHON_VERSION)
WITH_SPARK := $(VENV)/.installed-spark-$(PYTHON_VERSION)
WITH_TORCH := $(VENV)/.installed-torch-$(PYTHON_VERSION)
TORCH := torch==2.13.0
# The lock file names the release of uv too.
UV := $(shell sed -n 's/^\(uv==[^ ;\\]*\).*/\1/p' requirements-dev.lock)
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock'

# The suite starts hundreds of interpreters: they keep what they compile, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo sample test test-spark torture check format bench quality train docs lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

setup: $(INSTALLED)  ## make the virtual environment; the other targets do so themselves

# pip reaches an index through settings that uv does not read (pip.conf), so it takes over where uv fails.
$(INSTALLED): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit( \
		"Broadsheet needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + \
		". Name another one: make PYTHON=python3.12 ...")'
	@$(BIN)/python -c 'import sys, pip; sys.exit("%d.%d" % sys.version_info[:2] != "$(PYTHON_VERSION)")' 2>/dev/null \
		|| $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV) || true
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --requirement requirements-dev.lock \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

SAMPLE := datasets/sample/raw --layout datasets/sample/raw/harbour-echo/harbour-echo.toml

demo: $(INSTALLED)  ## convert the sample pages, show what came out, and query it
	$(BIN)/broadsheet convert $(SAMPLE) --out build/demo --overwrite
	$(BIN)/broadsheet info build/demo
	$(BIN)/python datasets/sample/query.py build/demo

sample: $(INSTALLED)  ## write datasets/sample/parquet again, when pages, layouts or the parser have changed
	$(BIN)/broadsheet convert $(SAMPLE) --out datasets/sample/parquet --overwrite

test: $(INSTALLED)  ## run every test and property; ARGS="tests/schema -k arrow" for some of them
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

# Spark is large (half a gigabyte), so the other targets do without it, and their tests say that they skip its own.
$(WITH_SPARK): $(INSTALLED) requirements-spark.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-spark.lock
	@touch $@

test-spark: $(WITH_SPARK)  ## install pyspark and run the tests of the Spark engine; they need Java 17 or newer
	$(BIN)/python -m pytest tests/executors/test_spark.py $(ARGS)

torture: $(INSTALLED)  ## kill conversions 200 times at random moments and resume them; ARGS=20 for fewer
	rm -rf build/torture
	$(BIN)/python -m tests.faults.kills build/torture $(or $(ARGS),200)

check: $(INSTALLED)  ## ruff, mypy and the import contract
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED)  ## rewrite the sources as `make check` wants them, where a program can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(INSTALLED)  ## measure speed and memory; ARGS="--help" lists what can be chosen
	$(BIN)/python -m tests.bench $(ARGS)

# Large too, and needed only to train.
$(WITH_TORCH): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH)
	@touch $@

quality: $(WITH_TORCH)  ## train the folds, read the pages that each has not seen, and score them; without training: ARGS="--folds tests/quality/folds"
	$(BIN)/python -m tests.quality $(ARGS)

BROADSHEET_BENCH ?= ../shared/bench

train: $(WITH_TORCH)  ## train the shipped weights and those of the folds anew; needs the bench's pages
	$(BIN)/python -m broadsheet.model.training $(BROADSHEET_BENCH) --out build/weights $(ARGS)
	cp build/weights/weights.npz converter/broadsheet/model/weights.npz
	cp build/weights/fold-*.npz tests/quality/folds/

docs: $(INSTALLED)  ## write the pages that are made from the code
	$(BIN)/python -m tests.docs.pages

lock: $(INSTALLED)  ## bring the lock files up to date; ARGS=--upgrade takes newer releases
	$(COMPILE) --extra remote --output-file requirements.lock $(ARGS)
	$(COMPILE) --extra remote --group dev --constraint requirements.lock --output-file requirements-dev.lock $(ARGS)
	$(COMPILE) --extra spark --constraint requirements-dev.lock --output-file requirements-spark.lock $(ARGS)

clean:  ## delete what these targets wrote, but not the virtual environment
	rm -rf build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find schema converter tests -name __pycache__ -type d -prune -exec rm -rf {} +
