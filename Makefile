# What people type. `make` alone explains; everything is set up in .venv on first use.

# Where the demo answers, and which Python to take: the first of these that is 3.11 to 3.13 and really runs.
PORT ?= 8080
PYTHON ?= python3.13 python3.12 python3.11 python3
# What builds the image.
DOCKER ?= docker
# How many tests run side by side; further arguments for pytest, the benchmarks, the screenshots or uv.
JOBS ?= 2
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check
# A worker that dies ends the run: replaced, it can leave loadgroup waiting for ever (pytest-xdist issues 1323, 1378).
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup --max-worker-restart 0
UV := build/uv/bin/uv
COMPILE := $(UV) --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make constraints' $(ARGS)
BUILD_BACKEND := $(BIN)/python -c 'import tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")'
SUITABLE := import sys, ensurepip, sqlite3, ssl; sys.exit(not (3, 11) <= sys.version_info < (3, 14))

.DEFAULT_GOAL := help
.PHONY: help venv demo image test test-all lint bench screenshots gallery constraints

help:  ## Explain these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

venv: $(VENV)/runtime.stamp  ## Set up .venv with all that Usher runs on, and .venv/bin/usher

demo: venv  ## Run the demo at http://localhost:8080 (another port: make demo PORT=9000)
	@$(BIN)/usher demo --port $(PORT)

image:  ## Build the image usher:latest (with podman: make image DOCKER=podman)
	@$(DOCKER) build --tag usher $(ARGS) .

test: $(VENV)/dev.stamp  ## Run the tests, save the large ones (some only: make test ARGS='-k slots')
	@$(PYTEST) -m 'not large' $(ARGS)

test-all: $(VENV)/dev.stamp  ## Run every test: also the kill matrix, the large sizes and other peers
	@$(PYTEST) -rs $(ARGS)

lint: $(VENV)/dev.stamp  ## Check style, formatting and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

bench: $(VENV)/dev.stamp  ## Measure speed
	@$(BIN)/python -m tests.bench $(ARGS)

screenshots: $(VENV)/dev.stamp  ## Take the pictures of README from the running demo; what they show is checked by make test-all
	@$(BIN)/python -m tests.screenshots $(ARGS)

gallery: $(VENV)/dev.stamp  ## Draw every card and form as Slack and Teams show them, into build/gallery (needs node)
	@$(BIN)/python -m tests.gallery $(ARGS)

constraints: $(VENV)/python.stamp $(UV)  ## Pin the dependencies anew (newer versions too: make constraints ARGS=--upgrade)
	@$(BUILD_BACKEND) | $(COMPILE) --all-extras --output-file constraints-dev.txt pyproject.toml -
	@$(BUILD_BACKEND) | $(COMPILE) --constraints constraints-dev.txt --output-file constraints.txt pyproject.toml -

$(VENV)/python.stamp:
	@for python in $(PYTHON); do \
		if "$$python" -c '$(SUITABLE)' 2>/dev/null; then \
			echo "Setting up $(VENV) with $$("$$python" --version)"; \
			"$$python" -m venv $(VENV) && touch $@; \
			exit; \
		fi; \
	done; \
	echo "Usher needs Python 3.11, 3.12 or 3.13 with its venv module, and here is none: tried $(PYTHON)." >&2; \
	echo "Install one (Debian, Ubuntu: apt install python3-venv) or name it: make PYTHON=/path/to/python3.13 $(MAKECMDGOALS)" >&2; \
	exit 1

$(VENV)/runtime.stamp: constraints.txt pyproject.toml $(VENV)/python.stamp
	@echo "Installing what Usher runs on"
	@$(INSTALL) --require-hashes -r constraints.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: constraints-dev.txt $(VENV)/runtime.stamp
	@echo "Installing what the tests need"
	@$(INSTALL) --require-hashes -r constraints-dev.txt
	@touch $@

$(UV):
	@$(BIN)/python -m venv build/uv
	@build/uv/bin/python -m pip install -qq --disable-pip-version-check uv==0.13.8
