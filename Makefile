# `make demo`: the main job on sample photos. `make test`: everything that the checks need, and the checks.

PYTHON ?= python3
VENV ?= .venv
PIP_INSTALL = $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore

.PHONY: demo test setup browser check format clean

demo: $(VENV)
	@echo "Installing Albumen into $(VENV) ..."
	@rm -rf build
	@$(PIP_INSTALL) '.[demo]'
	@$(VENV)/bin/albumen demo

test: setup browser check

# Editable, so that the tests see this tree. The OpenCLIP encoders that they cover bring torch.
setup: $(VENV)
	@echo "Installing what the tests need into $(VENV) (torch among it: about 6 GB, a minute or more) ..."
	@rm -rf build
	@$(PIP_INSTALL) --editable '.[test]'

# The page is tested in a real browser: Debian's, which a container may install for itself. Without one those tests are skipped.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium >/dev/null; } || \
		echo "There is no Chromium here, so the tests in a browser are skipped: apt-get install chromium"

# Format, lint, types and the import contract are tests too, so there is one runner and one summary.
check:
	@$(VENV)/bin/python -m pytest

format:
	@$(VENV)/bin/python -m ruff check --fix .
	@$(VENV)/bin/python -m ruff format .

clean:
	rm -rf $(VENV) build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache demo

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Albumen needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)
