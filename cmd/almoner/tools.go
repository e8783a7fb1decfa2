package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/workflows"
)

// office opens what an operator's command needs; the directory may be named by a flag.
func (c *call) office(ctx context.Context, data, programsDir string) (*node.Node, error) {
	config := node.Environment(c.getenv)
	if data != "" {
		config.DataDir = data
	}
	config.ProgramsDir = programsDir
	return node.Open(ctx, config)
}

// verb takes the first word of a command that has several.
func (c *call) verb(define func(*flag.FlagSet), known ...string) (string, error) {
	if len(c.args) == 0 {
		return "", usagef("%s: say one of %s; see `almoner %s --help`", c.name, strings.Join(known, ", "), c.name)
	}
	if c.args[0] == "--help" || c.args[0] == "-h" {
		_, err := c.parse(define)
		return "", err
	}
	for _, k := range known {
		if c.args[0] == k {
			c.args = c.args[1:]
			return k, nil
		}
	}
	return "", usagef("%s: %q is not one of %s", c.name, c.args[0], strings.Join(known, ", "))
}

func dataFlag(set *flag.FlagSet, data *string) {
	set.StringVar(data, "data", "", "directory of a process that keeps its own Postgres (ALMONER_DATA)")
}

func runProgram(_ context.Context, c *call) error {
	verb, err := c.verb(nil, "check", "schema")
	if err != nil {
		return err
	}
	files, err := c.parse(nil)
	if err != nil {
		return err
	}
	if verb == "schema" {
		schema, err := programs.Schema()
		if err != nil {
			return err
		}
		fmt.Fprintln(c.out, string(schema))
		return nil
	}
	if len(files) == 0 {
		return usagef("program check: name at least one file, ORG/PROGRAM.yaml")
	}
	findings := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("program check: %w", err)
		}
		organization, key := filepath.Base(filepath.Dir(absolute(file))), strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		_, found := programs.Parse(organization, key, file, data, node.Known())
		for _, f := range found {
			fmt.Fprintln(c.out, f)
		}
		findings += len(found)
	}
	if findings > 0 {
		return fmt.Errorf("program check: %d findings", findings)
	}
	fmt.Fprintf(c.out, "%d files are right\n", len(files))
	return nil
}

func absolute(file string) string {
	whole, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	return whole
}

func runDead(ctx context.Context, c *call) error {
	var data string
	define := func(set *flag.FlagSet) { dataFlag(set, &data) }
	verb, err := c.verb(define, "list", "retry", "drop")
	if err != nil {
		return err
	}
	words, err := c.parse(define)
	if err != nil {
		return err
	}
	n, err := c.office(ctx, data, "")
	if err != nil {
		return err
	}
	defer n.Stop()
	dead, err := n.Store.DeadLetters(ctx)
	if err != nil {
		return err
	}
	if verb == "list" {
		for _, d := range dead {
			fmt.Fprintf(c.out, "%s  %s  %-28s %-12s %d tries  %s\n", d.ID, d.At.Format("2006-01-02 15:04"), d.Route, d.Code, d.Attempts, d.Reason)
		}
		if len(dead) > 0 {
			return fmt.Errorf("dead: %d messages want a decision", len(dead))
		}
		fmt.Fprintln(c.out, "no dead letters")
		return nil
	}
	if len(words) == 0 {
		return usagef("dead %s: name the id of a letter", verb)
	}
	id, err := uuid.Parse(words[0])
	if err != nil {
		return usagef("dead %s: %q is not an id", verb, words[0])
	}
	if verb == "drop" && len(words) < 2 {
		return usagef("dead drop: say why, after the id")
	}
	reactions := &handlers.Reactions{Desk: n.Desk, Table: n.Table, Log: n.Config.Log}
	for _, d := range dead {
		if d.ID != id {
			continue
		}
		operator := n.Desk.Office(handlers.OrganizationOf(d), uuid.Nil)
		if verb == "drop" {
			return reactions.DropLetter(ctx, operator, d, strings.Join(words[1:], " "))
		}
		return reactions.RetryLetter(ctx, operator, d)
	}
	return fmt.Errorf("dead %s: no open letter has that id", verb)
}

func runAudit(ctx context.Context, c *call) error {
	return c.everyOrganization(ctx, "verify", func(n *node.Node, organization string) error {
		streams, findings, err := n.Desk.Handler.Verify(ctx, organization)
		if err != nil {
			return err
		}
		for _, f := range findings {
			fmt.Fprintln(c.out, f)
		}
		fmt.Fprintf(c.out, "%s: %d streams, %d findings\n", organization, streams, len(findings))
		if len(findings) > 0 {
			return fmt.Errorf("audit: %s does not verify", organization)
		}
		return nil
	})
}

func runWorklists(ctx context.Context, c *call) error {
	return c.everyOrganization(ctx, "rebuild", func(n *node.Node, organization string) error {
		cases, err := n.Desk.Handler.Rebuild(ctx, organization)
		fmt.Fprintf(c.out, "%s: lists of %d cases rebuilt\n", organization, cases)
		return err
	})
}

func (c *call) everyOrganization(ctx context.Context, verb string, f func(*node.Node, string) error) error {
	var data, dir string
	define := func(set *flag.FlagSet) {
		dataFlag(set, &data)
		set.StringVar(&dir, "programs", "", "directory of programs, as `serve` has it")
	}
	if _, err := c.verb(define, verb); err != nil {
		return err
	}
	words, err := c.parse(define)
	if err != nil {
		return err
	}
	if err := c.none(words); err != nil {
		return err
	}
	n, err := c.office(ctx, data, dir)
	if err != nil {
		return err
	}
	defer n.Stop()
	for _, o := range n.Catalog.Organizations() {
		if err := f(n, o.Key); err != nil {
			return err
		}
	}
	return nil
}

func runKeys(_ context.Context, c *call) error {
	if _, err := c.verb(nil, "create"); err != nil {
		return err
	}
	words, err := c.parse(nil)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usagef("keys create: name one file")
	}
	if _, err := os.Stat(words[0]); err == nil {
		return fmt.Errorf("keys create: %s is there already; without it nothing sealed can be opened, so it is not replaced", words[0])
	}
	if _, err := seal.CreateKeys(words[0]); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s made. Keep a copy apart from the database's: whoever has both can read everything, and without it nobody can.\n", words[0])
	return nil
}

func runEvents(_ context.Context, c *call) error {
	words, err := c.parse(nil)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usagef("events: name the directory that the schemas go to")
	}
	for _, name := range workflows.EventTypes() {
		schema, err := eventSchema(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(words[0], name+".json"), schema, 0o644); err != nil { //nolint:gosec // documentation is for everybody
			return fmt.Errorf("events: %w", err)
		}
	}
	fmt.Fprintf(c.out, "%d schemas written\n", len(workflows.EventTypes()))
	return nil
}

// indented is JSON as people read it, with a newline at its end.
func indented(v any) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode schema: %w", err)
	}
	return append(b, '\n'), nil
}
