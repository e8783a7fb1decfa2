package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestRun(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())             // because a leftover is easier to see in a directory of its own
	for name, test := range map[string]struct { //nolint:paralleltest // because setting the environment forbids it
		args    []string
		code    int
		refused bool
	}{
		"the command's exit code is passed on":         {args: []string{"--", "sh", "-c", "exit 7"}, code: 7},
		"the command finds the server":                 {args: []string{"--", "sh", "-c", `case "$ALMONER_TEST_POSTGRES" in postgres://*) ;; *) exit 1; esac`}},
		"a command that a signal ends reports it":      {args: []string{"--", "sh", "-c", "kill -TERM $$"}, code: 128 + int(syscall.SIGTERM)},
		"a command that does not exist is an error":    {args: []string{"--", "no-such-command"}, code: 127, refused: true},
		"no command at all is an error":                {args: []string{"--"}, code: 2, refused: true},
		"the separator may be left out":                {args: []string{"true"}},
		"arguments that look like ours are left alone": {args: []string{"--", "sh", "-c", `test "$1" = --`, "sh", "--"}},
	} {
		t.Run(name, func(t *testing.T) {
			code, err := run(test.args, nil)
			if code != test.code || (err != nil) != test.refused {
				t.Errorf("exit code %d, error %v; want %d, error %t", code, err, test.code, test.refused)
			}
			if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestASignalReachesTheCommand(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	ready := filepath.Join(t.TempDir(), "ready")
	if err := syscall.Mkfifo(ready, 0o600); err != nil {
		t.Fatal(err)
	}
	signals := make(chan os.Signal, 1)
	go func() {
		_, _ = os.ReadFile(ready) // because it waits until the command has set its trap and opened the other end
		signals <- syscall.SIGTERM
	}()
	script := `trap 'exit 41' TERM; sleep 60 & : > "$1"; wait $!`
	code, err := run([]string{"--", "sh", "-c", script, "sh", ready}, signals)
	if err != nil || code != 41 {
		t.Errorf("exit code %d, error %v; want that of the trap, 41", code, err)
	}
}
