// Package almoner_test holds what is true of the whole repository: who may import whom, and what the deployment files say.
package almoner_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/almoner/almoner"

// rule says what the non-test files of a folder may import. A pattern ending in "/..." means a path and everything below it, "..." means everything.
type rule struct {
	own    []string // packages of this module
	pure   bool     // of the standard library only what computes
	others []string // other modules; uuid is free for all
}

const (
	uuid      = "github.com/google/uuid"
	nats      = "github.com/nats-io/..."
	watermill = "github.com/ThreeDotsLabs/watermill/..."
	pgx       = "github.com/jackc/pgx/v5/..."
	metrics   = "github.com/prometheus/client_golang/..."
	golang    = "golang.org/x/..."
)

// table is the import table of docs/architecture.md. A folder more gets a line here in the change that adds it.
var table = map[string]rule{
	"cmd/almoner":  {own: []string{"..."}, others: []string{"..."}},
	"node":         {own: []string{"..."}, others: []string{watermill, pgx, metrics, golang}}, // the wiring of cmd/almoner; NATS stays behind bus all the same
	"docs":         {},
	"demo":         {own: []string{"..."}, others: []string{golang}},                 // the made-up people and what happens to them
	"domain":       {pure: true, others: []string{"github.com/teambition/rrule-go"}}, // dates that come again, as RFC 5545 writes them
	"domain/...":   {own: []string{"domain"}, pure: true},                            // workflows know of each other only through the table of routes
	"workflows":    {own: []string{"domain/..."}, pure: true},
	"programs":     {own: []string{"domain/...", "words"}, others: []string{"github.com/google/jsonschema-go/...", "github.com/nyaruka/phonenumbers/...", "go.yaml.in/yaml/v3"}},
	"handlers":     {own: []string{"domain/...", "workflows", "store", "seal", "programs", "notify", "words"}, others: []string{watermill, metrics, golang}},
	"store":        {own: []string{"domain/...", "migrations", "seal"}, others: []string{pgx, metrics}},
	"bus":          {own: []string{"domain/...", "store"}, others: []string{nats, watermill, metrics}},
	"web":          {own: []string{"domain/...", "handlers", "notify", "store", "workflows", "programs", "seal", "words"}, others: []string{metrics, golang, "github.com/arran4/golang-ical", "github.com/go-pdf/fpdf", "rsc.io/qr"}},
	"notify":       {own: []string{"domain/..."}, others: []string{"github.com/wneessen/go-mail/..."}},
	"words":        {others: []string{"golang.org/x/text/..."}}, // which form goes with a number
	"seal":         {others: []string{"filippo.io/age/...", "golang.org/x/text/unicode/norm"}}, // for notes that only their author opens
	"migrations":   {others: []string{pgx}},
	"localpg":      {others: []string{pgx}},
	"localpg/with": {own: []string{"localpg"}},
	"testkit":      {own: []string{"..."}, others: []string{"..."}},
	"bench":        {own: []string{"..."}, others: []string{"..."}},
}

// impure is what the rules of the product must not reach: input, output, time that passes, chance.
var impure = []string{
	"context", "crypto/rand", "database/...", "io/...", "log/...", "math/rand/...", "net/...", "os/...", "plugin", "runtime/...", "sync/...",
	"syscall", "testing/...", "unsafe",
}

// meaningless names say that things are together, not what they are.
var meaningless = []string{
	"base", "common", "helper", "helpers", "internal", "lib", "manager", "managers", "misc", "models", "pkg", "services", "shared", "util", "utils",
}

// source is one Go file of this module.
type source struct {
	name   string // with slashes, from the root
	folder string
	test   bool
	syntax *ast.File
}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		r, ok := ruleOf(f.folder)
		if !ok && f.folder != "." {
			t.Errorf("%s: folder %s is not in the table of arch_test.go; add it with what it may import, there and in docs/architecture.md", f.name, f.folder)
			continue
		}
		if f.test {
			continue
		}
		if f.folder == "." {
			t.Errorf("%s: the root holds only tests; move it into the folder where a newcomer would look for it", f.name)
			continue
		}
		for _, imported := range f.syntax.Imports {
			name, err := strconv.Unquote(imported.Path.Value)
			if err != nil {
				t.Errorf("%s: import %s: %v", f.name, imported.Path.Value, err)
			} else if advice := r.refuses(f.folder, name); advice != "" {
				t.Errorf("%s imports %s: %s", f.name, name, advice)
			}
		}
	}
}

// refuses gives what to do instead of an import, or nothing where it is allowed.
func (r rule) refuses(folder, imported string) string {
	own, isOwn := strings.CutPrefix(imported, module+"/")
	first, _, _ := strings.Cut(imported, "/")
	switch {
	case isOwn && (own == "testkit" || strings.HasPrefix(own, "testkit/")):
		if folder == "testkit" || strings.HasPrefix(folder, "testkit/") {
			return ""
		}
		return "testkit is for _test.go files; move what is needed into the folder that it serves"
	case isOwn:
		if matches(r.own, own) {
			return ""
		}
		return folder + " may import of this module: " + list(r.own) + "; pass a value or a function in from cmd/almoner, or move the code to " + own
	case !strings.Contains(first, "."):
		if r.pure && matches(impure, imported) {
			return folder + " is pure; take the time, the choice or what was read as an argument, and leave the rest to handlers"
		}
		return ""
	case imported == uuid || matches(r.others, imported):
		return ""
	}
	return folder + " may import of other modules: " + list(append([]string{uuid}, r.others...)) + "; call the folder whose business it is, or change the table of arch_test.go with a reason"
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, f := range sources(t) {
		names := strings.Split(strings.TrimSuffix(f.name, ".go"), "/")
		names = append(names, strings.TrimSuffix(f.syntax.Name.Name, "_test"))
		for _, name := range slices.Compact(names) {
			if slices.Contains(meaningless, strings.TrimSuffix(name, "_test")) {
				t.Errorf("%s: %q says nothing about what is inside; name it after its noun, or put it beside its only user", f.name, name)
			}
		}
	}
}

func TestEveryPackageHasAComment(t *testing.T) {
	t.Parallel()
	described := map[string]bool{}
	for _, f := range sources(t) {
		if !f.test || f.folder == "." {
			described[f.folder] = described[f.folder] || f.syntax.Doc != nil
		}
	}
	for _, folder := range slices.Sorted(maps.Keys(described)) {
		if !described[folder] {
			t.Errorf("%s: no file has a package comment; say in doc.go what the folder is for", folder)
		}
	}
}

// TestRules shows that the table bites: each line is an import somebody may try.
func TestRules(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		folder, imported string
		allowed          bool
	}{
		{"domain", "os", false},
		{"domain", "time", true},
		{"domain", pgx[:len(pgx)-len("/...")], false},
		{"domain/welfare", "math/rand/v2", false},
		{"domain/welfare", module + "/domain", true},
		{"domain/welfare", module + "/domain/fund", false},
		{"workflows", module + "/domain/welfare", true},
		{"workflows", module + "/store", false},
		{"handlers", module + "/bus", false},
		{"handlers", "github.com/nats-io/nats.go", false},
		{"handlers", "github.com/ThreeDotsLabs/watermill/message", true},
		{"web", "github.com/jackc/pgx/v5/pgconn", false},
		{"web", module + "/handlers", true},
		{"store", "github.com/jackc/pgx/v5/pgxpool", true},
		{"bus", "github.com/nats-io/nats.go/jetstream", true},
		{"bench", module + "/testkit", false},
		{"cmd/almoner", module + "/testkit", false},
		{"cmd/almoner", module + "/bus", true},
	} {
		r, ok := ruleOf(test.folder)
		if !ok {
			t.Errorf("%s is not in the table", test.folder)
		} else if advice := r.refuses(test.folder, test.imported); (advice == "") != test.allowed {
			t.Errorf("%s imports %s: allowed %t, want %t", test.folder, test.imported, advice == "", test.allowed)
		}
	}
	if _, ok := ruleOf("newcomer"); ok {
		t.Error("a folder that is not in the table has a rule")
	}
}

// ruleOf prefers a folder's own line to one for everything below a folder.
func ruleOf(folder string) (rule, bool) {
	if r, ok := table[folder]; ok {
		return r, true
	}
	for above := path.Dir(folder); above != "."; above = path.Dir(above) {
		if r, ok := table[above+"/..."]; ok {
			return r, true
		}
	}
	return rule{}, false
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		tree, ok := strings.CutSuffix(p, "...")
		return p == name || ok && strings.HasPrefix(name+"/", tree)
	})
}

func list(patterns []string) string {
	if len(patterns) == 0 {
		return "nothing"
	}
	return strings.Join(patterns, ", ")
}

// sources parses every Go file of the module. Like the go tool it leaves out hidden folders, testdata and folders that are modules of their own.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if entry.IsDir() {
			if name != "." && !walked(name) {
				return filepath.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		all = append(all, source{name: name, folder: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), syntax: syntax})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func walked(folder string) bool {
	base := path.Base(folder)
	if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" || base == "node_modules" {
		return false
	}
	inner, err := filepath.Glob(filepath.Join(filepath.FromSlash(folder), "go.mod"))
	return err == nil && len(inner) == 0
}
