package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/almoner/almoner/demo"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/store"
)

type demoFlags struct {
	listen, data, programs   string
	reset, noBrowser, script bool
	verbose                  bool
}

func runDemo(ctx context.Context, c *call) error {
	var f demoFlags
	words, err := c.parse(func(set *flag.FlagSet) {
		set.StringVar(&f.listen, "listen", "127.0.0.1:8080", "address of pages and API; loopback only; another port is taken when this one is not free")
		set.StringVar(&f.data, "data", "./.almoner", "directory that keeps the demo between starts")
		set.StringVar(&f.programs, "programs", "", "directory of programs, ORG/PROGRAM.yaml, that are added or replace builtin ones")
		set.BoolVar(&f.reset, "reset", false, "begin anew: delete what --data keeps")
		set.BoolVar(&f.noBrowser, "no-browser", false, "do not try to open a browser")
		set.BoolVar(&f.script, "script", false, "walk the guided path without a browser, print it, and end")
		set.BoolVar(&f.verbose, "verbose", false, "log what the program does")
	})
	if err != nil {
		return err
	}
	if err := c.none(words); err != nil {
		return err
	}
	if err := loopback(f.listen); err != nil {
		return err
	}
	if f.reset {
		if err := reset(f.data); err != nil {
			return err
		}
	}
	n, err := startDemo(ctx, f)
	if err != nil {
		return err
	}
	defer n.Stop()
	if f.script {
		return demo.Script(ctx, n, c.out)
	}
	c.announce(n)
	if !f.noBrowser {
		openBrowser(ctx, n.Config.PublicURL)
	}
	return n.Wait(ctx)
}

// loopback refuses to show a demo, whose tokens are known to everybody, to anybody but this machine.
func loopback(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return usagef("demo: --listen %q is not host:port", listen)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usagef("demo: --listen %q is not this machine's own address; a demo has no passwords, so it stays on 127.0.0.1", listen)
	}
	return nil
}

// reset deletes what a demo keeps, and nothing else that may lie in the directory.
func reset(dir string) error {
	if err := localStop(dir); err != nil {
		return err
	}
	for _, name := range []string{"postgres", "nats", "keys", "demo"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("reset: %w", err)
		}
	}
	return nil
}

func startDemo(ctx context.Context, f demoFlags) (*node.Node, error) {
	level := slog.LevelError
	if f.verbose {
		level = slog.LevelDebug
	}
	if err := claim(f.data); err != nil {
		return nil, err
	}
	listen := f.listen
	if !free(ctx, listen) {
		host, _, _ := net.SplitHostPort(listen)
		listen = net.JoinHostPort(host, "0")
	}
	var n *node.Node
	config := node.Config{
		DataDir: f.data, Listen: listen, ProgramsDir: f.programs, Demo: true,
		Log:     slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})),
		Gateway: demo.Gateway(),
		Sender:  demo.Mailbox(func(ctx context.Context, m store.DemoMessage) error { return n.Store.KeepDemoMessage(ctx, m) }),
	}
	n, err := node.Start(ctx, config, func(started *node.Node) {
		n = started
		n.Hold("seed")
		n.Server.Demo = demo.Stage(n)
	})
	if err != nil {
		return nil, err
	}
	if err := demo.Seed(ctx, n); err != nil {
		n.Stop()
		return nil, fmt.Errorf("seed: %w", err)
	}
	n.Hold("")
	return n, nil
}

// claim marks a data directory as a demo's, and refuses one that is not.
func claim(dir string) error {
	mark := filepath.Join(dir, "demo")
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres")); err == nil {
		return fmt.Errorf("%s holds data that is not a demo's; name another directory with --data", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	return os.WriteFile(mark, []byte("Almoner's demo keeps its fictional world here.\n"), 0o600)
}

func free(ctx context.Context, address string) bool {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return !errors.Is(err, syscall.EADDRINUSE)
	}
	return l.Close() == nil
}

func (c *call) announce(n *node.Node) {
	url := n.Config.PublicURL
	fmt.Fprintf(c.out, "%-10s %s\n", "Open", url)
	fmt.Fprintf(c.out, "%-10s %s, private, in %s\n", "Postgres", n.Postgres.Version(), n.Config.DataDir)
	fmt.Fprintf(c.out, "%-10s in this process, JetStream in %s\n", "NATS", n.Config.DataDir)
	fmt.Fprintf(c.out, "%-10s %s/demo/mailbox\n", "Mailbox", url)
	fmt.Fprintf(c.out, "%-10s %s/metrics\n", "Metrics", url)
}

// openBrowser tries, and never fails for it.
func openBrowser(ctx context.Context, url string) {
	opener := map[string]string{"linux": "xdg-open", "darwin": "open"}[runtime.GOOS]
	if opener == "" || runtime.GOOS == "linux" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return
	}
	if path, err := exec.LookPath(opener); err == nil {
		_ = exec.CommandContext(ctx, path, url).Start() // a newcomer can click the line above
	}
}
