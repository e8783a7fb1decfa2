# Two of these are enough for most days: make run, make test.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test race pages lint prerequisites fuzz bench screenshots

linter := bin/golangci-lint
fuzztime ?= 30s
browsed := ^Test(Screenshots|EveryPage)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start everything on this machine, with made-up people, and open the browser
	go run ./cmd/almoner demo

test: prerequisites ## Everything that has to hold before a change lands
	go vet ./...
	$(MAKE) --no-print-directory lint
	go mod tidy -diff
	$(MAKE) --no-print-directory race
	$(MAKE) --no-print-directory pages
	@data=$$(mktemp -d) && trap 'rm -rf "$$data"' EXIT && set -x && go run ./cmd/almoner demo --script --data "$$data"

# One Postgres for all packages: each test makes databases of its own in it. What goes through the site in a browser, one page after the other, is left
# to make pages: the race detector would find nothing more there, and take most of the time.
race: prerequisites ## Run the tests with the race detector, but for those of make pages
	CGO_ENABLED=1 go run ./localpg/with -- go test -race -timeout 60m -skip '$(browsed)' ./...

pages: prerequisites ## Go through every page in a browser
	go run ./localpg/with -- go test -timeout 60m -run '$(browsed)' ./web

lint: $(linter) ## Run the linter
	$(linter) run ./...

# The linter is a module of its own, so that its dependencies are not ours. Built anew when that module asks for another version.
$(linter): tools/go.mod tools/go.sum
	go -C tools build -o ../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@touch $@

# The go tool fuzzes one function at a time.
fuzz: ## Search for inputs that break the rules (fuzztime=30s for each)
	@grep -rlE '^func Fuzz' --include='*_test.go' . | while read -r file; do \
		sed -nE 's/^func (Fuzz[A-Za-z0-9_]+)\(.*/\1/p' "$$file" | while read -r name; do \
			echo "go test -fuzz $$name $$(dirname "$$file")"; \
			go run ./localpg/with -- go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(fuzztime) "$$(dirname "$$file")" || exit 1; \
		done || exit 1; \
	done

bench: ## Measure, and compare with the floor
	go run ./cmd/almoner bench

screenshots: prerequisites ## Take pictures of the pages into screenshots/
	ALMONER_SCREENSHOTS="$(CURDIR)/screenshots" go run ./localpg/with -- go test -count=1 -timeout 60m -run '$(browsed)' ./...

# A C compiler, and a browser where tests drive one. It takes no time once they are there.
prerequisites:
	@tools/prerequisites.sh
