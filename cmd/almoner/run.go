package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/almoner/almoner/node"
)

// usageError is a command line that cannot be read: one line on what is wrong, exit 2.
type usageError struct{ problem string }

func (e usageError) Error() string { return e.problem }

func usagef(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// command is one word after `almoner`.
type command struct {
	name  string
	does  string
	run   func(ctx context.Context, c *call) error
	usage string // after the name
}

// call is one use of a command.
type call struct {
	command
	args   []string
	getenv func(string) string
	out    io.Writer
}

func commands() []command {
	return []command{
		{"demo", "run everything on this machine, with a fictional world to try", runDemo, "[flags]"},
		{"serve", "run in earnest", runServe, "[flags]"},
		{"migrate", "bring the database's schema up to date", runMigrate, ""},
		{"user", "people who sign in: add them, give tokens and roles, declare ties, list, revoke", runUser, "add|token|grant|end|list|revoke|tie [flags] [ID …]"},
		{"member", "put somebody on the member roll", runMember, "add …"},
		{"program", "check program files, or print their JSON Schema", runProgram, "check FILE… | schema"},
		{"dead", "messages that no retry helped", runDead, "list | retry ID | drop ID REASON"},
		{"audit", "recompute the hashes of every stream and fold it again", runAudit, "verify"},
		{"worklists", "rebuild lists from events", runWorklists, "rebuild"},
		{"keys", "make the file of master keys", runKeys, "create FILE"},
		{"ready", "ask a process whether it is ready; for health checks", runReady, "[--url URL]"},
		{"bench", "measure against a hand-written floor", runBench, "[flags]"},
		{"events", "print the JSON Schema of every event into a directory", runEvents, "DIR"},
	}
}

// run is the program without its process: tests call it.
func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	if len(args) == 0 || args[0] == "--help" || args[0] == "-h" || args[0] == "help" {
		return overview(out)
	}
	all := commands()
	at := slices.IndexFunc(all, func(c command) bool { return c.name == args[0] })
	if at < 0 {
		return usagef("there is no command %q; `almoner --help` lists them", args[0])
	}
	err := all[at].run(ctx, &call{command: all[at], args: args[1:], getenv: getenv, out: out})
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	return err
}

func overview(out io.Writer) error {
	var b strings.Builder
	b.WriteString("Almoner carries a family's request for help to the person who can answer it.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  almoner %-10s %s\n", c.name, c.does)
	}
	b.WriteString("\n`almoner COMMAND --help` prints its flags, environment and defaults.\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// parse reads a command's flags; what is left are its words.
func (c *call) parse(define func(*flag.FlagSet)) ([]string, error) {
	set := flag.NewFlagSet(c.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	if define != nil {
		define(set)
	}
	err := set.Parse(c.args)
	if errors.Is(err, flag.ErrHelp) {
		c.help(set)
		return nil, flag.ErrHelp
	}
	if err != nil {
		return nil, usagef("%s: %s; see `almoner %s --help`", c.name, err, c.name)
	}
	return set.Args(), nil
}

// none insists that nothing is left.
func (c *call) none(words []string) error {
	if len(words) > 0 {
		return usagef("%s: %q is not wanted; see `almoner %s --help`", c.name, words[0], c.name)
	}
	return nil
}

func (c *call) help(set *flag.FlagSet) {
	fmt.Fprintf(c.out, "almoner %s %s\n  %s\n", c.name, c.usage, c.does)
	flags := 0
	set.VisitAll(func(*flag.Flag) { flags++ })
	if flags > 0 {
		fmt.Fprintln(c.out, "\nFlags:")
	}
	set.VisitAll(func(f *flag.Flag) {
		fmt.Fprintf(c.out, "  --%-16s %s (default %q)\n", f.Name, f.Usage, f.DefValue)
	})
	fmt.Fprintln(c.out, "\nEnvironment:")
	for _, v := range node.Variables() {
		fmt.Fprintf(c.out, "  %-22s %s (default: %s)\n", v.Name, v.Means, v.Default)
	}
}
