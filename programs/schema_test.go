package programs_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v3"

	"github.com/almoner/almoner/programs"
)

func resolvedSchema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	data, err := programs.Schema()
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	if s.Schema != "https://json-schema.org/draft/2020-12/schema" {
		t.Errorf("$schema is %q", s.Schema)
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}

// asJSON turns YAML into what unmarshaling JSON gives.
func asJSON(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	v = nil
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSchemaAcceptsEveryProgram(t *testing.T) {
	t.Parallel()
	schema := resolvedSchema(t)
	for _, program := range []string{small, smallSupport, smallApplication} {
		if err := schema.Validate(asJSON(t, []byte(program))); err != nil {
			t.Errorf("%.60q: %v", program, err)
		}
	}
	seen := 0
	for _, files := range []fs.FS{programs.Builtin(), os.DirFS("examples"), os.DirFS("../docs/examples")} {
		err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Base(name) == "organization.yaml" || path.Ext(name) != ".yaml" {
				return err
			}
			seen++
			data, err := fs.ReadFile(files, name)
			if err != nil {
				return err
			}
			if err := schema.Validate(asJSON(t, data)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if seen < 20 {
		t.Errorf("%d programs seen", seen)
	}
}

func TestSchemaRefusals(t *testing.T) {
	t.Parallel()
	guideline := small[strings.Index(small, "guideline:"):]
	tests := map[string][2]string{
		"unknown key":            {"open: true", "open: true\ncolor: red"},
		"missing key":            {"open: true\n", ""},
		"unknown kind":           {"kind: welfare", "kind: lottery"},
		"no guideline":           {guideline, ""},
		"guideline of another":   {"kind: welfare", "kind: support"},
		"no English":             {"{en: Help with money., ", "{"},
		"time without unit":      {"confirm: 48h", "confirm: 48"},
		"unknown tie":            {"ties: [household]", "ties: [friends]"},
		"null instead of a list": {"ties: [household]", "ties: null"},
		"text for a number":      {"board: 7", "board: seven"},
	}
	checkSchemaRefuses(t, small, tests)
}

func TestSchemaRefusalsOfSupport(t *testing.T) {
	t.Parallel()
	protocol := smallSupport[strings.Index(smallSupport, "protocol:"):]
	checkSchemaRefuses(t, smallSupport, map[string][2]string{
		"no protocol":             {protocol, ""},
		"protocol of another":     {"kind: support", "kind: welfare"},
		"protocol of no rules":    {"kind: support", "kind: gathering"},
		"guideline beside it":     {"protocol:", "guideline: {}\nprotocol:"},
		"unknown key inside":      {"gate: true", "gate: true\n  gates: 2"},
		"missing key inside":      {"    pair: 2\n", ""},
		"unknown recipient":       {"who: coordinator", "who: trustee"},
		"time without unit":       {"answer: 10m", "answer: 10"},
		"time of a list":          {"[26h, 74h, 336h]", "[26h, 74h, 336]"},
		"partner without a phone": {", phone: (314) 555-0190", ""},
		"text for a yes":          {"yearly: true", "yearly: always"},
		"null instead of a list":  {"needs: [meals, rides]", "needs: null"},
	})
}

func TestSchemaRefusalsOfApplications(t *testing.T) {
	t.Parallel()
	rules := smallApplication[strings.Index(smallApplication, "application:\n"):]
	checkSchemaRefuses(t, smallApplication, map[string][2]string{
		"no rules":               {rules, ""},
		"rules of another":       {"kind: application", "kind: gathering"},
		"unknown audience":       {"for: children", "for: everybody"},
		"unknown key inside":     {"siblings: true", "siblings: true, cousins: true"},
		"missing key inside":     {"capacity: 11, ", ""},
		"unknown recipient":      {"who: coordinator", "who: trustee"},
		"unknown signer":         {"signer: guardian", "signer: neighbor"},
		"unknown keep":           {"keep: season", "keep: forever"},
		"time without unit":      {"within: 72h", "within: 72"},
		"text for a number":      {"number: 3", "number: three"},
		"null instead of a list": {"emergency: [medicine, other_mobile]", "emergency: null"},
		"no retention":           {"  retention: {not_seated: 2161h, ended: 8761h}\n", ""},
	})
}

// checkSchemaRefuses replaces parts of a program, and expects that the schema sees it.
func checkSchemaRefuses(t *testing.T, program string, tests map[string][2]string) {
	t.Helper()
	schema := resolvedSchema(t)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := strings.Replace(program, tt[0], tt[1], 1)
			if changed == program {
				t.Fatalf("%q is not there", tt[0])
			}
			if err := schema.Validate(asJSON(t, []byte(changed))); err == nil {
				t.Error("was accepted")
			}
		})
	}
}
