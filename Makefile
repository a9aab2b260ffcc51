# Every target is one line that calls `workbook` or a tool beside it. `make` alone prints them.

CH         ?=## the chapter: 4, 04, ch04 or ch04_cnn
EX         ?=## its exercises, by name or number: "conv2d pooling" or "1 2"
SUBMISSION ?=## what is graded: a directory, a .py file or an .ipynb; unsaid: exercises/
DEVICE     ?=## cpu, cuda or auto
JOBS       ?=## how many submissions, or exercises of a proof, at a time
NAME       ?=## a data set to download: mnist; without it, `make data` lists them
SEED       ?=## the seed that the inputs are drawn with
OUT        ?=## where something new is written: a directory or a .zip file
PYTHON     ?=## the Python that .venv is made with; unsaid: the newest of 3.11 to 3.13

BIN       := .venv/bin
RUNTIME   := .venv/installed
TESTING   := .venv/installed-test
FETCHING  := .venv/installed-data
NOTEBOOKS := .venv/installed-notebook
PARALLEL   = $(if $(JOBS),--jobs $(JOBS))
PIP        = $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt
OPTIONS    = $(if $(SUBMISSION),--submission "$(SUBMISSION)") $(if $(DEVICE),--device $(DEVICE)) \
             $(if $(SEED),--seed $(SEED))

.PHONY: help kit release autograde grade hint list reset test verify stubs lint format bench clean python

help:  ## print this
	@awk -F '  ## ' '/^[a-z]+:/ && NF == 2 { sub(/:.*/, "", $$1); printf "  make %-10s%s\n", $$1, $$2 }' Makefile; echo
	@awk -F '[?]=## ' '/^[A-Z]/ && NF == 2 { printf "  %-14s%s\n", $$1, $$2 }' Makefile

grade: $(RUNTIME)  ## grade a chapter: make grade CH=04 EX=conv2d; without CH, the whole course
	@$(BIN)/workbook grade $(CH) $(EX) $(OPTIONS)

hint: $(RUNTIME)  ## show the next hint: make hint CH=04 EX=conv2d
	@$(BIN)/workbook hint $(addprefix $(CH)/,$(EX))

list: $(RUNTIME)  ## list the chapters and exercises, and where you stand
	@$(BIN)/workbook list

reset: $(RUNTIME)  ## put one stub back and keep your file beside it: make reset CH=04 EX=conv2d
	@$(BIN)/workbook reset $(addprefix $(CH)/,$(EX))

verify: $(RUNTIME)  ## prove that a chapter's grader is right: make verify CH=04
	@$(BIN)/workbook verify $(CH) $(PARALLEL)

stubs: $(RUNTIME)  ## generate exercises/ from solutions/
	@$(BIN)/workbook stubs

kit: $(RUNTIME)  ## make a learner's kit: make kit CH="04 05" OUT=kit.zip
	@$(BIN)/workbook kit $(CH) --out "$(or $(OUT),kit)"

data: $(FETCHING)  ## download a data set: make data NAME=mnist; without NAME, list them
	@$(BIN)/workbook data $(NAME)

release: $(NOTEBOOKS)  ## make or update an nbgrader course: make release CH=04 OUT=mycourse
	@$(BIN)/workbook release $(CH) --out "$(or $(OUT),course)"

autograde: $(NOTEBOOKS)  ## grade what was submitted in OUT: make autograde CH=04 OUT=mycourse
	@$(BIN)/workbook class grade "$(or $(OUT),course)/submitted" --assignment ch$(CH:ch%=%) $(PARALLEL)
	@cd "$(or $(OUT),course)" && PATH="$(abspath $(BIN)):$$PATH" nbgrader autograde ch$(CH:ch%=%) --create

test: $(TESTING)  ## run the tests of the tool and of the course
	@$(BIN)/python -m pytest

lint: $(TESTING)  ## check the style of the code
	@$(BIN)/ruff check && $(BIN)/ruff format --check

format: $(TESTING)  ## format the code
	@$(BIN)/ruff check --fix-only && $(BIN)/ruff format

bench: $(TESTING)  ## run the benchmarks
	@for script in $(wildcard benchmarks/*.py); do echo "$$script"; $(BIN)/python $$script || exit 1; done

clean:  ## remove .venv, caches and figures; your work and your progress stay
	@rm -rf .venv build dist *.egg-info .pytest_cache .ruff_cache .hypothesis figures
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What follows makes .venv when a target first needs it, and again when its two sources change.

FOUND = $(shell for each in $(or $(PYTHON),python3.13 python3.12 python3.11 python3); do \
	$$each -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$each && break; done)

python:
	@test -n "$(FOUND)" || { echo "Python 3.11 or newer with its venv module is needed" \
		"(Debian, Ubuntu: apt install python3-venv); here $(or $(PYTHON),python3) is" \
		"$$($(or $(PYTHON),python3) --version 2>/dev/null || echo missing)." >&2; exit 1; }

$(RUNTIME): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(MAKE) --silent python
	@echo "Installing PyTorch and the workbook into .venv: once, one to ten minutes by your network."
	@test -x $(BIN)/python || $(FOUND) -m venv --clear .venv
	@$(PIP) setuptools wheel "$$(grep '^torch==' constraints.txt)"
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(TESTING): $(RUNTIME)
	@echo "Installing the test tools into .venv: once, less than a minute."
	@$(PIP) --no-build-isolation -e '.[test]'
	@touch $@

$(FETCHING): $(RUNTIME)
	@echo "Installing the downloader into .venv: once, a few seconds."
	@$(PIP) --no-build-isolation -e '.[data]'
	@touch $@

$(NOTEBOOKS): $(RUNTIME)
	@echo "Installing nbgrader and what isolation needs into .venv: once, some minutes."
	@$(PIP) --no-build-isolation -e '.[notebook,class]'
	@touch $@
