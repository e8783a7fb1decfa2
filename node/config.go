// Package node is one running process of Almoner: what it is made of, and in which order that starts and stops.
package node

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"

	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/workflows"
)

// Role is a part of the work that a process can leave to others.
type Role string

// The roles of a process.
const (
	Web      Role = "web"      // pages and API
	Handlers Role = "handlers" // reactions to events and to kept requests
	Relay    Role = "relay"    // publishing, and sweeping when it leads
	Timers   Role = "timers"   // what falls due, and messages to people
)

// Config is what a process needs to know. The zero value of each field but DataDir is a sensible default.
type Config struct {
	DatabaseURL string // empty: a private Postgres under DataDir
	OwnerURL    string // for migrations; empty: DatabaseURL
	NATSURL     string // empty: NATS in the process, its data under DataDir
	DataDir     string
	KeyFile     string // empty: keys under DataDir, made at the first start
	Listen      string // host:port; empty: 127.0.0.1:8080
	PublicURL   string // what links begin with; empty: http:// and Listen
	MailURL     string // smtp://user:password@host:port?from=address; empty: no e-mail is sent
	SMSURL      string // twilio://… or https://…?secret=…; empty: no text message is sent
	ProgramsDir string // programs that are added to the builtin ones or replace them
	Roles       []Role // empty: all
	Replicas    int    // of the NATS streams; 0: one
	Demo        bool
	Log         *slog.Logger
	Sender      notify.Sender     // set by a demo
	Gateway     notify.Receiver   // set by a demo
	Routes      []workflows.Route // beside those of the table
}

// Variable is an environment variable of `almoner serve`.
type Variable struct {
	Name, Default, Means string
	set                  func(*Config, string)
}

// Variables lists the environment, for --help, for the compose file's test, and for Environment.
func Variables() []Variable {
	return []Variable{
		{"DATABASE_URL", "a private Postgres under --data", "Postgres, as a member of the roles almoner_web, almoner_handler and almoner_worker", func(c *Config, v string) { c.DatabaseURL = v }},
		{"ALMONER_OWNER_URL", "DATABASE_URL", "Postgres as the owner of the schema, for migrations only", func(c *Config, v string) { c.OwnerURL = v }},
		{"NATS_URL", "NATS in the process, its data under --data", "NATS with JetStream", func(c *Config, v string) { c.NATSURL = v }},
		{"ALMONER_NATS_REPLICAS", "1", "copies of each stream that a NATS cluster keeps", func(c *Config, v string) { c.Replicas = number(v) }},
		{"ALMONER_LISTEN", "127.0.0.1:8080", "address that pages and API listen on", func(c *Config, v string) { c.Listen = v }},
		{"ALMONER_PUBLIC_URL", "http:// and the address", "what links in messages begin with", func(c *Config, v string) { c.PublicURL = strings.TrimRight(v, "/") }},
		{"ALMONER_KEY_FILE", "keys under --data", "file of the master keys, made by `almoner keys create`", func(c *Config, v string) { c.KeyFile = v }},
		{"ALMONER_DATA", "./.almoner", "directory of whatever the process keeps itself", func(c *Config, v string) { c.DataDir = v }},
		{"ALMONER_SMS_URL", "no text message is sent", "twilio://SID:TOKEN@api.twilio.com?from=+1… or https://gateway/path?secret=…; replies come to /hooks/sms", func(c *Config, v string) { c.SMSURL = v }},
		{"ALMONER_MAIL_URL", "no e-mail is sent", "smtp://user:password@host:port?from=address, or smtps://", func(c *Config, v string) { c.MailURL = v }},
	}
}

func number(v string) int {
	n := 0
	if _, err := fmt.Sscanf(v, "%d", &n); err != nil {
		return -1
	}
	return n
}

// Environment reads the variables that are set.
func Environment(getenv func(string) string) Config {
	c := Config{DataDir: "./.almoner"}
	for _, v := range Variables() {
		if value := getenv(v.Name); value != "" {
			v.set(&c, value)
		}
	}
	return c
}

// Check fills in defaults and reports everything that is wrong at once.
func (c *Config) Check() error {
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8080"
	}
	if len(c.Roles) == 0 {
		c.Roles = []Role{Web, Handlers, Relay, Timers}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	var wrong []error
	for _, r := range c.Roles {
		if !slices.Contains([]Role{Web, Handlers, Relay, Timers}, r) {
			wrong = append(wrong, fmt.Errorf("role %q is not one of web, handlers, relay, timers", r))
		}
	}
	for name, value := range map[string]string{"DATABASE_URL": c.DatabaseURL, "NATS_URL": c.NATSURL, "ALMONER_PUBLIC_URL": c.PublicURL} {
		if u, err := url.Parse(value); value != "" && (err != nil || u.Scheme == "" && !strings.Contains(value, "=")) {
			wrong = append(wrong, fmt.Errorf("%s is not a URL", name))
		}
	}
	if c.Replicas < 0 || c.Replicas > 5 {
		wrong = append(wrong, errors.New("ALMONER_NATS_REPLICAS is not a number from 1 to 5"))
	}
	if c.has(Timers) && !c.has(Web) && c.PublicURL == "" {
		wrong = append(wrong, errors.New("ALMONER_PUBLIC_URL is not set: a process that sends messages but serves no pages does not know what their links begin with"))
	}
	if c.DatabaseURL != "" && c.NATSURL != "" && c.KeyFile == "" {
		wrong = append(wrong, errors.New("ALMONER_KEY_FILE is not set: with servers of its own the data outlives this machine, and so must its keys"))
	}
	return errors.Join(wrong...)
}

func (c *Config) has(r Role) bool { return slices.Contains(c.Roles, r) }
