# Luochui 落槌: the two commands are `make run` and `make test`; the others are their parts.
# Every target is a script or one command of cargo, so that nothing is hidden here.

.DEFAULT_GOAL := help
.PHONY: help run test build e2e bench faults cluster fmt lint tidy audit doc clean
.NOTPARALLEL:

# Passed on to the program of the target: make run ARGS="--listen 127.0.0.1:8080".
ARGS ?=

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

run: build ## Build the release and serve the demo season on http://127.0.0.1:3000
	@scripts/serve.sh serve --demo $(ARGS)

test: ## Run all tests: Rust, PostgreSQL, lint, documentation, browser
	@scripts/test.sh

build: ## Build the release: browser's half and server
	@scripts/system.sh run
	@scripts/tools.sh >/dev/null
	@scripts/build.sh

e2e: build ## Run the browser tests only: make e2e ARGS="tests/smoke.spec.ts"
	@scripts/system.sh test
	@scripts/e2e.sh $(ARGS)

bench: build ## Measure, and print each ratio beside its limit
	@scripts/system.sh test
	@scripts/bench.sh $(ARGS)

faults: build ## Break the portal on purpose: make faults ARGS="kill --rounds 50"
	@scripts/faults.sh $(ARGS)

cluster: build ## Run three nodes on a throw-away PostgreSQL behind a proxy
	@scripts/cluster.sh $(ARGS)

fmt: ## Format the Rust code
	@cargo fmt --all

lint: ## Run clippy on everything that is built for this machine
	@cargo clippy --workspace --exclude frontend --features app/ssr --profile tests --all-targets -- -D warnings

tidy: ## Check the house rules that no other tool knows
	@cargo xtask tidy

audit: ## Look up known faults of what is linked, lint the packaging: needs cargo-deny and the internet
	@scripts/package.sh check
	@scripts/lint-packaging.sh tools

doc: ## Build the documentation of the crates
	@RUSTDOCFLAGS="-D warnings -A rustdoc::private-intra-doc-links -A rustdoc::bare-urls" cargo doc --workspace --exclude frontend --features app/ssr --profile tests --no-deps

clean: ## Remove everything that was built; ./data and the tools in the cache stay
	@rm -rf target end2end/node_modules end2end/test-results end2end/report bench/*/node_modules
