# `make help` lists what there is. Everything works in a fresh clone with Python 3.11 and make;
# the page is built with Node 20.19 or newer.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
INSTALLED := .venv/installed
DEMO := demo
PAGE := src/folioscope/doors/page/index.html
PAGE_SOURCES := $(shell find web/src web/public) $(wildcard web/*.html web/*.json web/*.ts)
PAGE_TOOLS := web/node_modules/.installed
# What Vite asks for.
NODE_FITS = node -e 'const [a, b] = process.versions.node.split("."); \
    process.exit((a == 20 && b >= 19) || (a == 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null

.DEFAULT_GOAL := help
.PHONY: help run dev page demo install dataset gen-all rag-rebuild \
        check lint types imports sizes format test test-fast \
        web-check check-page test-page bench-page \
        test-sqlite test-postgres faults faults-sensitivity soak fuzz bench \
        bench-documents bench-retrieval bench-answers bench-streams quality generate lock migration build check-wheel image up down \
        system-packages clean

help: ## Show this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

##@ Start
run: demo ## Set everything up, fill a demo base with 30 CVs, serve http://127.0.0.1:8000
	@if $(NODE_FITS); then $(MAKE) --no-print-directory page || echo "The page could not be built."; fi
	@exec $(BIN)/folioscope serve

# Whoever is told of Ctrl-C first, all of them end: the server, its watcher and Vite.
dev: demo $(PAGE_TOOLS) ## The same for who works on it: http://127.0.0.1:5173, all that changes is reloaded
	@trap : INT TERM; \
	(cd web && exec node_modules/.bin/vite) & page=$$!; \
	$(BIN)/watchfiles --filter python "$(BIN)/folioscope serve" src; \
	kill $$page 2>/dev/null; wait

page: $(PAGE) ## Build the page, which the server has at /

$(PAGE): $(PAGE_TOOLS) $(PAGE_SOURCES)
	@echo "Building the page …"
	@cd web && npm run --silent build -- --logLevel warn

$(PAGE_TOOLS): web/package.json web/package-lock.json web/.npmrc
	@$(NODE_FITS) || { echo "The page is built with Node 20.19 or newer, which is not here."; exit 1; }
	@echo "Installing the locked tools of the page into web/node_modules …"
	@cd web && npm ci --loglevel error
	@touch $@

demo: install ## Fill the knowledge base “demo” with the 30 CVs of samples/cvs
	@$(BIN)/folioscope kb show $(DEMO) --json >/dev/null 2>&1 || $(BIN)/folioscope kb create $(DEMO)
	@$(BIN)/folioscope kb add $(DEMO) samples/cvs

install: $(INSTALLED) ## Make .venv with the locked dependencies and the program

$(INSTALLED): pyproject.toml requirements/dev.txt requirements/model.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Folioscope needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked dependencies into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	    -r requirements/dev.txt -r requirements/model.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

dataset: gen-all ## Draw the 30 CVs anew and index them
	$(MAKE) rag-rebuild

gen-all: install ## Draw the 30 CVs of samples/ anew, with what is true of them (needs Pango)
	$(BIN)/folioscope samples generate --count 30 --seed 7 --out samples/cvs --format pdf \
	    --style classic,modern,sidebar,compact --truth samples/truth.jsonl --afresh
	$(BIN)/folioscope samples generate --count 30 --seed 7 --out samples/json --format json \
	    --no-truth --afresh

rag-rebuild: demo ## Read the CVs of the demo base again and build its index anew
	$(BIN)/folioscope kb rebuild $(DEMO)

##@ Check
check: lint types imports sizes check-page test ## What CI runs

check-page:
	@if $(NODE_FITS); then $(MAKE) --no-print-directory web-check; \
	    else echo "NOT CHECKED: the page. That needs Node 20.19 or newer, which is not here."; fi

web-check: $(PAGE_TOOLS) ## The page: formatting, rules, types, whether those of the API are stale, unit tests
	cd web && npm run --silent format:check
	cd web && npm run --silent lint
	cd web && npm run --silent types
	cd web && npm run --silent schema -- --check
	cd web && npm run --silent test

lint: install ## Ruff: rules and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install ## mypy, strict
	$(BIN)/mypy

imports: install ## The import contracts
	$(BIN)/lint-imports

sizes: install ## The bar on the size of files and functions
	$(BIN)/python bench/sizes.py

format: install ## Format and sort imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Each leaves a core idle, and so they go side by side; what the second says comes after the first.
test: install ## The whole suite, on SQLite and on PostgreSQL at the same time, then the page
	@log=$$(mktemp); \
	$(MAKE) --no-print-directory test-postgres >"$$log" 2>&1 & other=$$!; \
	$(MAKE) --no-print-directory test-sqlite; first=$$?; \
	wait $$other; second=$$?; cat "$$log"; rm -f "$$log"; exit $$((first | second))
	@if $(NODE_FITS); then $(MAKE) --no-print-directory test-page; \
	    else echo "NOT TESTED: the page. That needs Node 20.19 or newer, which is not here."; fi

# Much of it waits for other processes, which are late on a machine that does much else: what fails
# is tried once more where it stands, and told at the end with why. `pytest` by itself has no mercy.
TEST := $(BIN)/pytest -q --reruns=1 --rerun-show-tracebacks -raR

test-sqlite: install
	$(TEST) --ignore=tests/page

test-postgres: install ## What touches a database, on a real PostgreSQL
	$(TEST) --database=postgres

test-fast: install ## Without what is slow
	$(BIN)/pytest -q -m "not slow"

test-page: install $(PAGE_TOOLS) ## The page in Chromium, against real servers
	$(TEST) --tb=native tests/page

faults: install ## Kill, stop and starve real processes, on both databases; prints a table
	$(BIN)/python -m tests.faults.run

faults-sensitivity: install ## Show that the fault suite fails when a fault is planted
	$(BIN)/python -m tests.faults.sensitivity

soak: install ## Random kills under twenty clients: make soak SECONDS=300 SEED=7 DATABASE=postgres
	SOAK_SECONDS=$(or $(SECONDS),300) SOAK_SEED=$(SEED) $(BIN)/pytest -q -s -m faults \
	    --database=$(or $(DATABASE),sqlite) tests/faults/test_soak.py

fuzz: install ## Send the HTTP API what it describes and what it does not: make fuzz MINUTES=10 MODE=password SEED=7
	$(BIN)/python -m tests.fuzz.run --minutes $(or $(MINUTES),10) $(if $(MODE),--mode $(MODE)) $(if $(SEED),--seed $(SEED))

##@ Measure and make
bench: install ## Print the tables of figures; PEER=python of a venv with the usual pipeline
	$(BIN)/python bench/ingest.py $(if $(PEER),--peer-python $(PEER))
	for name in startup search indexes first_event; do $(BIN)/python bench/$$name.py || exit 1; done

bench-documents: install ## Print how well and fast files are read; PEER=python of a venv with pypdf, pdfplumber, markitdown
	$(BIN)/python bench/parsing.py $(if $(PEER),--peer-python $(PEER))
	for name in hidden_text instructions sections; do PYTHONPATH=. $(BIN)/python bench/$$name.py || exit 1; done
	$(BIN)/python bench/upload_beside_chat.py

bench-retrieval: install ## Print how fast texts are embedded and found, at which size; PEER=python of a venv with the usual pipeline and chromadb
	$(BIN)/python bench/embeddings.py $(if $(PEER),--peer-python $(PEER))
	$(BIN)/python bench/scale.py --chunks 10000 100000 $(if $(PEER),--peer-python $(PEER))
	PYTHONPATH=. $(BIN)/python bench/nearest.py
	$(BIN)/python bench/rerank_speed.py
	$(if $(PEER),$(BIN)/python bench/ingest_texts.py --peer-python $(PEER))

bench-answers: install ## Print how right answers are: counts, facts, places of citations, abstentions, kept answers
	$(BIN)/python bench/pool.py
	$(BIN)/python bench/facts.py
	$(BIN)/python bench/citations.py
	$(BIN)/python bench/borne_out.py
	$(BIN)/python bench/cited.py
	$(BIN)/python bench/abstention.py
	$(BIN)/python bench/kept_answers.py
	$(BIN)/python bench/llm_clients.py

bench-streams: install ## Print the load table; LANGGRAPH=python of a venv with langgraph-cli[inmem]
	$(BIN)/python bench/streams.py $(if $(LANGGRAPH),--langgraph-python $(LANGGRAPH))
	$(BIN)/python bench/scale_out.py

bench-page: install page ## Print how fast the page loads, streams and opens
	$(BIN)/python bench/page.py

quality: install ## Print how good retrieval is on the data sets, where they are
	$(BIN)/python bench/quality.py

generate: install ## Write the generated parts of the docs, .env.example and the types of the API anew
	$(BIN)/python docs/generate.py
	@if $(NODE_FITS); then $(MAKE) --no-print-directory $(PAGE_TOOLS) && cd web && npm run --silent schema; \
	    else echo "NOT GENERATED: the types of the page. That needs Node 20.19 or newer."; fi

lock: install ## Resolve the dependencies anew, with hashes and without index addresses
	$(BIN)/python -m pip install --quiet uv
	cd requirements && sh lock.sh

migration: install ## Write a migration: make migration m="what changes"
	$(BIN)/python -m folioscope.migrations.draft "$(m)"

build: install page ## The wheel, with the page and the embedding model in it
	@rm -rf dist
	$(BIN)/python -m hatchling build -t wheel

check-wheel: build ## Install the wheel into an empty environment, and have it answer in an empty folder
	sh deploy/check-wheel.sh dist/*.whl

##@ Run in containers
image: ## Build the image “folioscope:local”
	docker build --tag folioscope:local .

up: ## Start PostgreSQL, servers, workers and a proxy: http://localhost:8080
	@sh deploy/make-secrets.sh
	docker compose up --detach --build --wait
	@echo "Make yourself the first user: docker compose exec api folioscope users create EMAIL --role owner"

# Only volumes without a name go: the caches, and not the database.
down: ## Stop them; what is stored stays
	docker compose rm --stop --force --volumes
	docker compose down

system-packages: ## Debian packages for drawing PDFs, recognising text and driving the page (needs root)
	apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
	    tesseract-ocr-eng tesseract-ocr-fra
	@command -v chromium >/dev/null || apt-get install -y --no-install-recommends chromium

clean: ## Remove what was made
	rm -rf .venv build dist web/node_modules src/folioscope/doors/page .mypy_cache .pytest_cache .ruff_cache .hypothesis
