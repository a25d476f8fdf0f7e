# make run: the site, from nothing. make test, make lint: what must pass. make bench: how fast it is.
# PORT=8001, HOST=..., PYTHON=python3.13 are heard.

PY = .venv/bin/python
PIP = $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r
PYTHONS = $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11
KEY = $$(head -c 32 /dev/urandom | base64)
PRODUCTION = DEBUG=0 HTTPS=1 HSTS_SUBDOMAINS=1 ALLOWED_HOSTS=conduit.example SECRET_KEY=$(KEY)$(KEY) \
  DATABASE_URL=postgres://conduit@database.example/conduit KEY_ENCRYPTION_KEY=$(KEY) BLIND_INDEX_KEY=$(KEY)

.PHONY: run test lint lock bench hello
.NOTPARALLEL:

run: hello .venv/installed
	@exec $(PY) manage.py serve

test: .venv/installed-dev
	@exec $(PY) -m pytest $(ARGS)

lint: .venv/installed-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	$(PY) .venv/bin/lint-imports
	.venv/bin/djade --check $$(find . -path ./.venv -prune -o -path '*/templates/*.html' -print)
	$(PY) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

lock: # needs uv
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --extra graphql pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --extra graphql pyproject.toml --group dev -o requirements-dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --extra graphql pyproject.toml --group bench --constraint requirements-dev.txt -o requirements-bench.txt

bench: .venv/installed-bench
	$(PY) -m bench --out docs/benchmarks $(ARGS)
	$(PY) -m bench.growth

hello:
	@echo "Conduit will be at http://$${HOST:-127.0.0.1}:$${PORT:-8000}, its admin at /admin/ there."
	@echo "An account that may enter the admin: ./manage.py createsuperuser"

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing what requirements.txt locks (the first time, about a minute)."
	@$(PIP) requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing what requirements-dev.txt locks (the first time, about a minute)."
	@$(PIP) requirements-dev.txt
	@touch $@

.venv/installed-bench: requirements-bench.txt | .venv/bin/python
	@echo "Installing what requirements-bench.txt locks (the first time, about a minute)."
	@$(PIP) requirements-bench.txt
	@touch $@

.venv/bin/python:
	@rm -rf .venv
	@for python in $(PYTHONS); do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making .venv with $$python."; $$python -m venv .venv; exit; \
	  fi; \
	done; \
	echo "Conduit needs Python 3.11 or newer with venv (on Debian and Ubuntu: apt install python3 python3-venv)."; exit 1
