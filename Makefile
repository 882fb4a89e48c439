# make lab   opens the course          make test  checks everything
# make lock  renews the pinned set     make data  records the hashes of changed tables
# Both of the first do all the set-up; a second run starts in seconds.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
LOCK := binder/requirements.txt
TEST_LOCK := tests/requirements.txt

.PHONY: lab test lock data bench clean
.DELETE_ON_ERROR:

lab: $(VENV)/.lab
	$(BIN)/reelab lab

test: $(VENV)/.test
	sh .ci/chromium
	sh .ci/proxy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy & types=$$!; $(BIN)/python -m pytest -n 2 --dist loadscope; \
	tests=$$?; wait $$types && exit $$tests

bench: $(VENV)/.test
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/latency.py
	$(BIN)/python benchmarks/scenario.py
	$(BIN)/python benchmarks/service_level.py

data: $(VENV)/.lab
	$(BIN)/python data/hashes.py

# Python compiles what it imports; to compile all that is installed takes longer than the rest.
$(VENV)/.lab: $(LOCK) pyproject.toml jupyter/overrides.json
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
	"This course needs Python 3.11 or newer; %s is %d.%d. Give another: make lab PYTHON=python3.12" \
	% (sys.executable, *sys.version_info[:2]))'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	echo "No virtual environment could be made. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/.test: $(VENV)/.lab $(TEST_LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r $(TEST_LOCK)
	touch $@

# uv resolves for all Python versions and systems at once, which pip cannot.
COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet

lock:
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --output-file $(LOCK)
	$(COMPILE) --extra test --extra bench --constraint $(LOCK) --output-file $(TEST_LOCK) \
	$$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/--no-emit-package \1/p' $(LOCK))

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
