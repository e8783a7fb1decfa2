package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestACommandLineThatCannotBeReadIsOneLineAndExit2(t *testing.T) {
	t.Parallel()
	for line, says := range map[string]string{
		"dance":                               "no command",
		"demo --listen 0.0.0.0:8080":          "127.0.0.1",
		"demo --listen 192.168.0.1:8080":      "127.0.0.1",
		"demo --listen nonsense":              "host:port",
		"demo --color blue":                   "color",
		"demo now":                            "not wanted",
		"serve --roles web,dancing":           "dancing",
		"dead":                                "list",
		"dead bury":                           "bury",
		"audit":                               "verify",
		"program check":                       "at least one file",
		"keys create":                         "one file",
		"worklists":                           "rebuild",
		"migrate":                             "DATABASE_URL",
		"user":                                "add",
		"member add --org county --name Jane": "--number",
		"bench --seconds nothing":             "seconds",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			var out safeBuffer
			err := run(t.Context(), strings.Fields(line), func(string) string { return "" }, &out)
			var wrong usageError
			if !errors.As(err, &wrong) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%v", err)
			}
		})
	}
}

func TestHelpPrintsEveryFlagVariableAndDefault(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out safeBuffer
			if err := run(t.Context(), []string{c.name, "--help"}, func(string) string { return "" }, &out); err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"almoner " + c.name, "Environment", "DATABASE_URL", "default"} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %s in\n%s", want, out.String())
				}
			}
		})
	}
	var out safeBuffer
	if err := run(t.Context(), nil, os.Getenv, &out); err != nil || !strings.Contains(out.String(), "almoner demo") {
		t.Fatalf("%v %s", err, out.String())
	}
}

func TestABadProgramIsRefusedWithLineAndReason(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile("../../programs/county/welfare.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ from, to, says string }{
		"a panel larger than its board":   {"panel: 3", "panel: 9", "board"},
		"a message that nobody wrote":     {"say: decision", "say: gossip", "gossip"},
		"an event that never happens":     {"when: welfare.request_declined", "when: welfare.party", "welfare.party"},
		"a key that is not known":         {"spread_percent: 25", "spread: 25", "spread"},
		"a cap that is no number":         {"cap_cents: 150000", "cap_cents: much", "whole number"},
		"a need that the form lacks":      {"needs: [medical,", "needs: [yacht,", "yacht"},
		"a kind that nothing carries":     {"kind: welfare", "kind: lottery", "kind"},
		"a quorum that cannot decide":     {"quorum: 2", "quorum: 1", "quorum"},
		"YAML that cannot be read at all": {"guideline:", "guideline: [", "line"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "county")
			if err := os.Mkdir(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "welfare.yaml")
			if err := os.WriteFile(file, []byte(strings.Replace(string(good), c.from, c.to, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			var out safeBuffer
			err := run(t.Context(), []string{"program", "check", file}, os.Getenv, &out)
			if err == nil || !strings.Contains(out.String(), file+":") || !strings.Contains(out.String(), c.says) && c.says != "line" {
				t.Fatalf("%v\n%s", err, out.String())
			}
			var started safeBuffer
			err = run(t.Context(), []string{"demo", "--no-browser", "--data", filepath.Join(t.TempDir(), "d"), "--programs", filepath.Dir(dir)}, os.Getenv, &started)
			if err == nil || !strings.Contains(err.Error(), "welfare.yaml:") {
				t.Fatalf("the demo starts all the same: %v", err)
			}
		})
	}
	var out safeBuffer
	if err := run(t.Context(), []string{"program", "check", "../../programs/county/welfare.yaml"}, os.Getenv, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if err := run(t.Context(), []string{"program", "schema"}, os.Getenv, &out); err != nil || !strings.Contains(out.String(), "json-schema.org") {
		t.Fatal(err)
	}
}

func TestKeysAreNeverReplaced(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "keys")
	var out safeBuffer
	if err := run(t.Context(), []string{"keys", "create", file}, os.Getenv, &out); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"keys", "create", file}, os.Getenv, &out); err == nil {
		t.Fatal("keys were made over others")
	}
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Fatal("the keys have changed")
	}
}
