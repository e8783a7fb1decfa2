#!/bin/sh
# Makes sure that what the tests need beside Go and Postgres is there: a C compiler, because the race detector is linked in C, and a
# browser once a test drives one. As root on Debian and its relatives it installs what is missing; elsewhere it says what to install.
# (Postgres is looked after by localpg/with.)
set -eu
cd "$(dirname "$0")/.."

missing=

find_compiler() {
	# Whatever cgo would use, with the C library's headers, which Debian packs separately.
	compiler=$(go env CC)
	echo '#include <stdlib.h>' | $compiler -fsyntax-only -x c - 2>/dev/null
}

find_browser() {
	for name in chromium chromium-browser google-chrome google-chrome-stable chrome headless-shell; do
		if command -v "$name" >/dev/null; then return 0; fi
	done
	test -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
}

if ! find_compiler; then missing="$missing gcc libc6-dev"; fi
if grep -q chromedp go.mod && ! find_browser; then missing="$missing chromium"; fi
if ! command -v npm >/dev/null; then missing="$missing npm"; fi

# What the pages are looked at with, in the version and with the checksum that its lock file names.
fetch_axe() {
	if [ testkit/axe/node_modules/.package-lock.json -nt testkit/axe/package-lock.json ]; then return 0; fi
	npm ci --prefix testkit/axe --no-audit --no-fund --silent
	touch testkit/axe/node_modules/.package-lock.json
}

if [ -z "$missing" ]; then
	fetch_axe
	exit 0
fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "missing:$missing (Debian, Ubuntu: sudo apt-get install$missing; macOS: xcode-select --install, and Chrome for the browser)" >&2
	exit 1
fi

echo "installing$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # the names are words of their own
if ! { apt-get update && apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
	# Without the addresses of the mirrors, which are the business of whoever set this machine up.
	sed -E 's#[a-z]+://[^ ]*#(mirror)#g' "$log" | tail -n 20 >&2
	echo "could not install$missing" >&2
	exit 1
fi
fetch_axe
