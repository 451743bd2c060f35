# Everything one types. `make run` and `make test` set up what they need first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi
CHROME ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
TESTS ?= tests
export CHROME
ifdef PORT
export PORT
endif
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run test check bench soak coverage assets requirements browser clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1|\2/' | column -t -s '|'

run: $(VENV)/run.stamp assets ## Set everything up and serve the filled site on PORT (8000)
	@$(FLASK) database upgrade
	@$(FLASK) demo load --if-empty
	@$(FLASK) serve

test: $(VENV)/dev.stamp assets browser check ## Set everything up and run every check and test
	@$(BIN)/python -m tests.run $(TESTS)

check: $(VENV)/dev.stamp ## Lint, types, contracts, templates, spelling, requirements
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet app/web/templates
	$(BIN)/codespell app docs tests bench README.md CHANGELOG.md config.py Makefile
	@$(BIN)/python -m tests.requirements_check

bench: $(VENV)/dev.stamp assets ## Measure this site beside an empty Flask application
	@$(BIN)/python -m bench.run

soak: $(VENV)/dev.stamp assets browser ## The property tests with a thousand new examples, what takes long, and coverage
	@$(BIN)/python -m tests.run --soak $(TESTS)
	@$(BIN)/python -m tests.run --coverage $(TESTS)

coverage: $(VENV)/dev.stamp assets browser ## Every test again, counting which lines and branches no test runs
	@$(BIN)/python -m tests.run --coverage $(TESTS)

requirements: $(VENV)/dev.stamp ## Compile both requirements files anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements-dev.txt

clean: ## Remove what was set up; the site's data stays
	rm -rf $(VENV) node_modules app/web/static/dist .mypy_cache .ruff_cache .hypothesis .coverage* htmlcov

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; PYTHON=... names another one."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

# A stamp is as new as what was installed, so that a second run takes no time.
$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	@echo "Installing what the site needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

assets: $(VENV)/run.stamp ## Build style sheets, scripts and fonts
	@$(BIN)/python app/web/assets/build.py

browser: $(VENV)/dev.stamp ## Look for the browser that the tests need, and say what to install
	@SKIP_BROWSER='$(SKIP_BROWSER)' $(BIN)/python -m tests.browser_check
