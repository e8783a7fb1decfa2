package programs_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/programs"
)

func TestSmallProgramPasses(t *testing.T) {
	t.Parallel()
	p := mustParse(t, small)
	if got := p.Summary.In("es"); got != "Ayuda con dinero." {
		t.Errorf("Spanish summary: %q", got)
	}
	if got := p.Name.In("bs"); got != "Aid" {
		t.Errorf("a language that is not there gives %q", got)
	}
	if p.Guideline.Deadlines.Vote.Replace.Hours() != 96 {
		t.Errorf("vote is replaced after %s", p.Guideline.Deadlines.Vote.Replace)
	}
}

func TestOtherKindsNeedNoGuideline(t *testing.T) {
	t.Parallel()
	head, _, _ := strings.Cut(small, "guideline:")
	mustParse(t, strings.Replace(head, "kind: welfare", "kind: concern", 1))
}

// refusal replaces old by new in a program; the finding is expected on the line of mark (of new when empty).
type refusal struct{ old, new, mark, reason string }

var formatRefusals = map[string]refusal{
	"unknown key":            {"open: true", "open: true\ncolor: red", "color", `unknown key "color"; known here: organization, key, kind`},
	"unknown key inside":     {"board: 7", "board: 7\n  bored: 7", "bored", `unknown key "bored"`},
	"missing key":            {"open: true\n", "", "organization", "open is missing"},
	"missing key inside":     {"  board: 7\n", "", "guideline:", "guideline.board is missing"},
	"key twice":              {"open: true", "open: true\nkey: aid", "key: aid\nform", `key "key" is there twice`},
	"language twice":         {"{en: Help with money.", "{en: a, en: b", "", `key "en" is there twice`},
	"number instead of text": {"name: Aid", "name: 911", "", "name has to be text; put 911 in quotes"},
	"list instead of text":   {"name: Aid", "name: [Aid]", "", "name has to be text"},
	"text instead of number": {"board: 7", "board: seven", "", "guideline.board has to be a whole number"},
	"half a number":          {"board: 7", "board: 7.5", "", "guideline.board has to be a whole number"},
	"number too large":       {"board: 7", "board: 99999999999999999999", "", "guideline.board has to be a whole number"},
	"yes instead of true":    {"open: true", "open: yes", "", "open has to be true or false"},
	"time without unit":      {"confirm: 48h", "confirm: 48", "", "guideline.deadlines.confirm has to be a time with its unit"},
	"time in days":           {"confirm: 48h", "confirm: 2d", "", "guideline.deadlines.confirm has to be a time with its unit"},
	"text instead of list":   {"ties: [household]", "ties: household", "", "guideline.ties has to be a list"},
	"text instead of keys":   {"emergency: {remind: 6h, replace: 24h}", "emergency: 6h", "", "guideline.emergency has to be a list of keys with values"},
	"not YAML either":        {"open: true", "open: a: b", "", "not YAML: mapping values are not allowed"},
	"no value":               {"name: Aid", "name:", "", "name has no value"},
	"an anchor":              {"name: Aid", "name: &a Aid", "", "name uses an anchor"},
	"a tag":                  {"name: Aid", "name: !secret Aid", "", "name has to be text"},
	"not YAML":               {"open: true", "open: [true", "", "not YAML"},
}

func TestFormatRefusals(t *testing.T) {
	t.Parallel()
	checkRefusals(t, formatRefusals)
}

func checkRefusals(t *testing.T, tests map[string]refusal) {
	t.Helper()
	checkRefusalsOf(t, small, tests)
}

// checkRefusalsOf replaces parts of another program than small.
func checkRefusalsOf(t *testing.T, program string, tests map[string]refusal) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.Count(program, tt.old) != 1 {
				t.Fatalf("%q is there %d times", tt.old, strings.Count(program, tt.old))
			}
			yaml := strings.Replace(program, tt.old, tt.new, 1)
			mark := tt.mark
			if mark == "" {
				mark = tt.new
			}
			line := lineOf(t, yaml, mark)
			_, findings := programs.Parse("north", "aid", "north/aid.yaml", []byte(yaml), known)
			for _, f := range findings {
				if f.File == "north/aid.yaml" && f.Line == line && strings.Contains(f.Reason, tt.reason) {
					return
				}
			}
			t.Fatalf("no finding on line %d with %q among %v", line, tt.reason, findings)
		})
	}
}

func TestWholeFileRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ data, want string }{
		"empty":               {"", "a.yaml:1: the file is empty"},
		"only a comment":      {"# nothing\n", "a.yaml:1: the file is empty"},
		"a single word":       {"hello", "a.yaml:1: the file has to be a list of keys with values"},
		"a second document":   {"key: a\n---\nkey: b\n", "a.yaml:2: a second document begins here; one file is one program"},
		"bytes, not text":     {"key: \xff\xfe", "not YAML"},
		"a wrong second half": {"key: a\n---\n[", "not YAML"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, findings := programs.Parse("north", "aid", "a.yaml", []byte(tt.data))
			if len(findings) != 1 || !strings.Contains(findings[0].String(), tt.want) {
				t.Fatalf("got %v, want %q", findings, tt.want)
			}
		})
	}
}

func TestVersionFollowsTheContent(t *testing.T) {
	t.Parallel()
	a, b := mustParse(t, small), mustParse(t, "# a comment\n"+small)
	if len(a.Version) != 64 || a.Version != b.Version {
		t.Errorf("a comment changed the version from %q to %q", a.Version, b.Version)
	}
	c := mustParse(t, strings.Replace(small, "board: 7", "board: 8", 1))
	if a.Version == c.Version {
		t.Error("another board left the version the same")
	}
	stored, err := programs.FromCanonical(a.Canonical())
	if err != nil || stored.Version != a.Version || string(stored.Canonical()) != string(a.Canonical()) {
		t.Errorf("the stored program came back as %q, %v", stored.Version, err)
	}
	if _, err := programs.FromCanonical([]byte(`{"key":"a","surprise":1}`)); err == nil {
		t.Error("a stored program with an unknown key was read")
	}
}

func TestParseNeverPanics(t *testing.T) {
	t.Parallel()
	lines := strings.SplitAfter(small, "\n")
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, len(lines)-1).Draw(t, "from")
		to := rapid.IntRange(from, len(lines)).Draw(t, "to")
		with := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"  - ", "x: *a", "form: &a []\n", "<<: {}\n", "? {a: b}\n", "guideline: {}\n"})).Draw(t, "with")
		yaml := strings.Join(lines[:from], "") + with + strings.Join(lines[to:], "")
		for _, f := range func() []programs.Finding { _, f := programs.Parse("north", "aid", "a.yaml", []byte(yaml)); return f }() {
			if f.Line < 1 || f.Reason == "" {
				t.Fatalf("finding %+v has no line or no reason", f)
			}
		}
	})
}
