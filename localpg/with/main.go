// Command with runs another command beside a private Postgres, so that all test processes of one run share it:
//
//	go run ./localpg/with -- go test ./...
//
// The command finds the server's superuser URL in ALMONER_TEST_POSTGRES. The server keeps nothing: it does not sync to
// disk, and its directory goes away with it. Where Postgres is missing it is installed, or a line says how.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/almoner/almoner/localpg"
)

// environment is what the tests read.
const environment = "ALMONER_TEST_POSTGRES"

// settings leave room for several test processes with several pools each; nothing in the server outlives the run.
var settings = map[string]string{
	"max_connections": "400",
	"shared_buffers":  "128MB",
	"max_wal_size":    "2GB",
	"autovacuum":      "off",
}

func main() {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	code, err := run(os.Args[1:], signals)
	if err != nil {
		fmt.Fprintln(os.Stderr, "with:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// run returns the command's exit code. An error is about everything around the command.
func run(args []string, signals <-chan os.Signal) (code int, err error) {
	if i := slices.Index(args, "--"); i == 0 {
		args = args[1:]
	}
	if len(args) == 0 {
		return 2, errors.New("usage: with -- command [argument …]")
	}
	// The prefix is that of testkit's own servers, which removes what killed runs left behind.
	dir, err := os.MkdirTemp("", "almoner-test-*")
	if err != nil {
		return 0, fmt.Errorf("make directory: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	server, early, err := start(dir, signals)
	if err != nil {
		return 0, err
	}
	defer server.Kill() // because nothing in it is wanted any more
	if early != nil {
		return exitCode(early), nil
	}
	return command(args, server.URL("postgres", "postgres"), signals)
}

// start installs Postgres if need be and starts it. A signal meanwhile ends the attempt; one that came too late to do so is given back.
func start(dir string, signals <-chan os.Signal) (*localpg.Server, os.Signal, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	type outcome struct {
		server *localpg.Server
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		if _, err := localpg.Find(); errors.Is(err, localpg.ErrMissing) {
			fmt.Fprintln(os.Stderr, "with: installing Postgres")
			if err := localpg.Install(ctx, io.Discard); err != nil {
				done <- outcome{err: err}
				return
			}
		}
		server, err := localpg.Start(ctx, localpg.Options{Dir: dir, Settings: settings})
		done <- outcome{server, err}
	}()
	var early os.Signal
	for {
		select {
		case early = <-signals:
			cancel()
		case o := <-done:
			return o.server, early, o.err
		}
	}
}

// command runs the command in a process group of its own. A signal goes to that whole group once: a terminal would otherwise send a
// Ctrl-C a second time, and the go tool takes the second as an order to leave its children behind.
func command(args []string, url string, signals <-chan os.Signal) (int, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), environment+"="+url)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = nil, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return 127, fmt.Errorf("start command: %w", err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			_ = syscall.Kill(-cmd.Process.Pid, s.(syscall.Signal)) // because a group that has just ended needs no signal
		case err := <-done:
			return result(err)
		}
	}
}

// result turns how the command ended into an exit code as a shell would.
func result(err error) (int, error) {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		if err != nil {
			return 1, fmt.Errorf("wait for command: %w", err)
		}
		return 0, nil
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitCode(status.Signal()), nil
	}
	return exit.ExitCode(), nil
}

func exitCode(s os.Signal) int { return 128 + int(s.(syscall.Signal)) }
