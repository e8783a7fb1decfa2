package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/almoner/almoner/migrations"
	"github.com/almoner/almoner/node"
)

func runServe(ctx context.Context, c *call) error {
	config := node.Environment(c.getenv)
	var roles string
	var verbose bool
	words, err := c.parse(func(set *flag.FlagSet) {
		set.StringVar(&roles, "roles", "web,handlers,relay,timers", "what this process does; processes share the rest")
		set.StringVar(&config.DataDir, "data", config.DataDir, "directory of what the process keeps itself")
		set.StringVar(&config.Listen, "listen", config.Listen, "address of pages and API (ALMONER_LISTEN)")
		set.StringVar(&config.ProgramsDir, "programs", "", "directory of programs, ORG/PROGRAM.yaml, that are added or replace builtin ones")
		set.BoolVar(&verbose, "verbose", false, "log more")
	})
	if err != nil {
		return err
	}
	if err := c.none(words); err != nil {
		return err
	}
	for _, r := range strings.Split(roles, ",") {
		config.Roles = append(config.Roles, node.Role(strings.TrimSpace(r)))
	}
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	config.Log = slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	if err := config.Check(); err != nil {
		return usageError{"serve: " + strings.ReplaceAll(err.Error(), "\n", "; ")}
	}
	if config.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(config.DataDir, "demo")); err == nil {
			return fmt.Errorf("%s holds a demo's data; name another directory with --data", config.DataDir)
		}
	}
	n, err := node.Start(ctx, config)
	if err != nil {
		return err
	}
	defer n.Stop()
	fmt.Fprintf(c.out, "%-10s %s\n", "Open", n.Config.PublicURL)
	return n.Wait(ctx)
}

func runMigrate(ctx context.Context, c *call) error {
	config := node.Environment(c.getenv)
	words, err := c.parse(nil)
	if err != nil {
		return err
	}
	if err := c.none(words); err != nil {
		return err
	}
	url := config.OwnerURL
	if url == "" {
		url = config.DatabaseURL
	}
	if url == "" {
		return usagef("migrate: set DATABASE_URL or ALMONER_OWNER_URL")
	}
	applied, err := migrations.Apply(ctx, url)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%d migrations applied; the schema is at %d\n", applied, migrations.Latest())
	return nil
}

func runReady(ctx context.Context, c *call) error {
	url := "http://127.0.0.1:8080"
	words, err := c.parse(func(set *flag.FlagSet) { set.StringVar(&url, "url", url, "where the process listens") })
	if err != nil {
		return err
	}
	if err := c.none(words); err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(within, http.MethodGet, strings.TrimRight(url, "/")+"/readyz", nil)
	if err != nil {
		return usagef("ready: --url is not a URL")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("not ready: nobody answers")
	}
	defer answer.Body.Close() //nolint:errcheck // only its status matters
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", answer.Status)
	}
	return nil
}

// localStop refuses to touch a directory that a running process uses.
func localStop(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, "postgres.lock"), os.O_RDWR, 0)
	if err != nil {
		return nil // nothing there yet
	}
	defer f.Close() //nolint:errcheck // it was only locked
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("a process is using %s; stop it first", dir)
	}
	return nil
}
