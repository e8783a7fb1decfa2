package programs_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/almoner/almoner/programs"
)

// everyProgram are all programs that come with Almoner, the examples among them.
func everyProgram(t *testing.T) map[string]programs.Program {
	t.Helper()
	all := map[string]programs.Program{}
	c, err := programs.NewCatalog(programs.Builtin(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range c.Organizations() {
		for _, p := range c.Programs(o.Key) {
			all[o.Key+"/"+p.Key] = p
		}
	}
	for _, files := range []fs.FS{programs.Builtin(), os.DirFS("examples"), os.DirFS("../docs/examples")} {
		names, err := fs.Glob(files, "*/*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(files, name)
			org, key := path.Dir(name), strings.TrimSuffix(path.Base(name), ".yaml")
			if _, known := all[org+"/"+key]; err != nil || known || key == "organization" {
				continue
			}
			p, findings := programs.Parse(org, key, name, data)
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			all[org+"/"+key] = p
		}
	}
	return all
}

// straight are the answers of whoever asks for themselves, says yes where they have to, leaves a telephone number, and needs as much money as there is.
func straight(p programs.Program) map[string]json.RawMessage {
	answers := map[string]json.RawMessage{}
	for _, f := range p.Form.Fields {
		switch {
		case f.Type == programs.TypePhone:
			answers[f.Key] = json.RawMessage(`"+13145550100"`)
		case f.Type == programs.TypeMoney && p.Guideline.CapCents > 0:
			answers[f.Key], _ = json.Marshal(p.Guideline.CapCents + 1)
		case f.Required && f.Type == programs.TypeChoice:
			answers[f.Key], _ = json.Marshal(f.Options[0].Key)
		case f.Required && f.Type == programs.TypeYesNo:
			answers[f.Key] = json.RawMessage(`true`)
		}
	}
	return answers
}

const pagesMost = 10

// TestOneDecisionAPage: a form is at most ten pages long for whoever asks, each with one heading of its own and with why it is asked.
func TestOneDecisionAPage(t *testing.T) {
	t.Parallel()
	for name, p := range everyProgram(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers, road := straight(p), 0
			for step, page := range p.Form.Pages {
				if p.Asks(step, answers) {
					road++
				}
				heading, reason := p.Form.Heading(page)
				if heading["en"] == "" || reason["en"] == "" {
					t.Errorf("page %d, %v, has the heading %q and the reason %q", step, page.Ask, heading["en"], reason["en"])
				}
				if len(page.Ask) > 1 && (page.Title == nil || page.Why == nil) {
					t.Errorf("page %d asks %v without saying what they are together", step, page.Ask)
				}
				for _, before := range p.Form.Pages[:step] {
					other, _ := p.Form.Heading(before)
					for _, language := range []string{"en", "es", "bs"} {
						if other.In(language) == heading.In(language) {
							t.Errorf("in %s two pages are called %q", language, heading.In(language))
						}
					}
				}
			}
			if road > pagesMost {
				t.Errorf("%d pages on the straight road, not %d", road, pagesMost)
			}
		})
	}
}

// TestWhatToMindIsAskedWithTheTelephone: what is said about a telephone stands on a page of its own, which nobody meets who gave no telephone.
func TestWhatToMindIsAskedWithTheTelephone(t *testing.T) {
	t.Parallel()
	about := []string{"safe_to_text", "phone_shared", "leave_message", "call_hours"}
	for name, p := range everyProgram(t) {
		for step, page := range p.Form.Pages {
			if !slices.ContainsFunc(page.Ask, func(key string) bool { return slices.Contains(about, key) }) {
				continue
			}
			if slices.ContainsFunc(page.Ask, func(key string) bool { f, _ := p.Form.Field(key); return f.Type == programs.TypePhone }) {
				t.Errorf("%s asks %v on one page", name, page.Ask)
			}
			needed := slices.ContainsFunc(p.Form.Fields, func(f programs.Field) bool { return f.Type == programs.TypePhone && f.Required })
			if !needed && p.Asks(step, nil) {
				t.Errorf("%s asks %v of whoever gave no telephone", name, page.Ask)
			}
			if !p.Asks(step, straight(p)) {
				t.Errorf("%s does not ask %v of whoever gave a telephone", name, page.Ask)
			}
		}
	}
}

func TestAPageThatIsNotForEverybody(t *testing.T) {
	t.Parallel()
	const pages = "    - [for_whom, member_name]\n"
	for with, want := range map[string]string{
		"    - [for_whom]\n    - {ask: [member_name], when: {answered: [for_whom], with: [child]}}\n":    "is required, so its page",
		"    - {ask: [member_name], when: {answered: [for_whom]}}\n    - [for_whom]\n":                   "asked on no page before",
		"    - [for_whom]\n    - {ask: [member_name], when: {answered: [nobody]}}\n":                     "unknown field",
		"    - [for_whom]\n    - {ask: [member_name], when: {answered: []}}\n":                           "at least one field",
		"    - [for_whom]\n    - {ask: [member_name], when: {answered: [for_whom], with: [neighbor]}}\n": `"neighbor" is no answer`,
		"    - [member_name]\n    - {ask: [for_whom], when: {answered: [member_name], with: [x]}}\n":     "have answers to compare",
		"    - {ask: [], title: Nothing}\n    - [for_whom, member_name]\n":                               "at least one field",
		"    - {title: Who, ask: [for_whom, nobody, member_name]}\n":                                     "unknown field",
	} {
		_, findings := programs.Parse("north", "aid", "north/aid.yaml", []byte(strings.Replace(small, pages, with, 1)))
		if !slices.ContainsFunc(findings, func(f programs.Finding) bool { return strings.Contains(f.Reason, want) }) {
			t.Errorf("%q: %v", with, findings)
		}
	}
}

// TestAPageIsReadBack: programs of before have lists of keys for pages, and keep their version.
func TestAPageIsReadBack(t *testing.T) {
	t.Parallel()
	for name, p := range everyProgram(t) {
		again, err := programs.FromCanonical(p.Canonical())
		if err != nil || again.Version != p.Version {
			t.Errorf("%s: %v", name, err)
		}
	}
	var former, refused programs.Page
	if err := json.Unmarshal([]byte(`["a","b"]`), &former); err != nil || len(former.Ask) != 2 {
		t.Errorf("%v, %v", former, err)
	}
	if written, err := json.Marshal(former); err != nil || string(written) != `["a","b"]` {
		t.Errorf("%s, %v", written, err)
	}
	if err := json.Unmarshal([]byte(`{"ask":["a"],"more":1}`), &refused); err == nil {
		t.Error("an unknown key is taken")
	}
}

// TestADiscreetNameIsReadInEachLanguage: a short name is translated, and where the name says too much it is the same few letters everywhere.
func TestADiscreetNameIsReadInEachLanguage(t *testing.T) {
	t.Parallel()
	all := everyProgram(t)
	for key, want := range map[string][2]string{"city/speak-up": {"Speak up", "Hablar"}, "city/hmca": {"HMCA", "HMCA"}} {
		if got := [2]string{all[key].ShortIn("en"), all[key].ShortIn("es")}; got != want {
			t.Errorf("%s is called %q, want %q", key, got, want)
		}
	}
}
