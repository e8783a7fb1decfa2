// Package docs_test keeps what the documentation says true: its example is right, its schemas are those of the program, and its tables
// leave nothing out.
package docs_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
)

func TestTheExampleIsRight(t *testing.T) {
	t.Parallel()
	file := filepath.Join("examples", "rivertown", "hardship.yaml")
	if _, findings := programs.Parse("rivertown", "hardship", file, read(t, file), node.Known()); len(findings) > 0 {
		t.Error(findings)
	}
	catalog, err := programs.NewCatalog(programs.Builtin(), os.DirFS("examples"), node.Known())
	if err != nil {
		t.Fatal(err)
	}
	p, found := catalog.Find("rivertown", "hardship")
	if !found {
		t.Fatal("nobody finds it")
	}
	county, _ := catalog.Find("county", "welfare")
	if p.Guideline.CapCents == county.Guideline.CapCents || p.Guideline.Panel == county.Guideline.Panel || slices.Equal(p.Guideline.Family, county.Guideline.Family) {
		t.Error("it no longer shows that rules differ")
	}
}

// TestTheExampleThatPeopleApplyToIsRight also makes the mistakes that the page shows, and sends what it sends.
func TestTheExampleThatPeopleApplyToIsRight(t *testing.T) {
	t.Parallel()
	about := string(read(t, "new-program.md"))
	data := string(read(t, filepath.Join("examples", "rivertown", "cadets.yaml")))
	there := programs.Known{Messages: words.Templates()}
	p, findings := programs.Parse("rivertown", "cadets", "cadets.yaml", []byte(data), there)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	wrong := strings.NewReplacer("is: [harbor]}", "is: [pond]}", "not_seated: 720h", "not_seated: 0s").Replace(data)
	_, findings = programs.Parse("rivertown", "cadets", "mine/rivertown/cadets.yaml", []byte(wrong), there)
	for _, f := range findings {
		if !strings.Contains(about, f.String()) {
			t.Errorf("new-program.md does not show %s", f)
		}
	}
	if len(findings) != 2 {
		t.Errorf("findings %v", findings)
	}
	sent := regexp.MustCompile(`programs/cadets/requests -d '(.*)'`).FindStringSubmatch(about)
	if sent == nil {
		t.Fatal("new-program.md sends nothing")
	}
	var body struct{ Answers map[string]json.RawMessage }
	if err := json.Unmarshal([]byte(sent[1]), &body); err != nil {
		t.Fatal(err)
	}
	answers, err := p.Check(body.Answers)
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2026, 9, 12, 0, 0, 0, 0, time.UTC)
	if term, ok := p.Application.Season.Next(first.AddDate(0, -1, 0), time.UTC); !ok || term.FirstDay != first {
		t.Errorf("an application in summer is for %s", term.FirstDay)
	}
	for birth, refused := range map[string]bool{"2012-05-17": false, "1990-05-17": true} {
		answers["birth_date"] = birth
		if err := p.Application.Refusal(p.Application.Evaluate(answers, application.Days{FirstDay: first}), "en"); (err != nil) != refused {
			t.Errorf("born %s: %v", birth, err)
		}
	}
}

// TestTheSchemasAreThoseOfTheProgram asks the program itself, as an operator would.
func TestTheSchemasAreThoseOfTheProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "go", "run", "./cmd/almoner", "events", dir)
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	written, kept := names(t, dir), names(t, "events")
	if !slices.Equal(written, kept) {
		t.Fatalf("the program writes %v, and kept is %v; run `go run ./cmd/almoner events docs/events`", written, kept)
	}
	about := string(read(t, filepath.Join("events", "README.md")))
	for _, name := range written {
		if !bytes.Equal(read(t, filepath.Join(dir, name)), read(t, filepath.Join("events", name))) {
			t.Errorf("%s is not what the program writes; run `go run ./cmd/almoner events docs/events`", name)
		}
		if !strings.Contains(about, "("+name+")") {
			t.Errorf("events/README.md does not tell what %s says", name)
		}
	}
}

func TestEveryKeyOfAProgramIsExplained(t *testing.T) {
	t.Parallel()
	about := string(read(t, "new-program.md"))
	for _, key := range slices.Concat(keysOf(reflect.TypeFor[programs.Program]()), keysOf(reflect.TypeFor[programs.Organization]()), keysOf(reflect.TypeFor[welfare.Guideline]())) {
		if !strings.Contains(about, "`"+key+"`") {
			t.Errorf("new-program.md does not explain %s", key)
		}
	}
	for message := range words.Templates() {
		if !strings.Contains(about, "`"+message+"`") {
			t.Errorf("new-program.md does not name the message %s", message)
		}
	}
}

func TestEveryVariableIsExplained(t *testing.T) {
	t.Parallel()
	about := string(read(t, "operations.md"))
	for _, v := range node.Variables() {
		if !strings.Contains(about, "| `"+v.Name+"` |") {
			t.Errorf("operations.md does not explain %s", v.Name)
		}
	}
}

func TestEveryRouteBelongsToTheTableThatIsDescribed(t *testing.T) {
	t.Parallel()
	about := string(read(t, "architecture.md")) + string(read(t, "new-workflow.md"))
	for _, w := range workflows.All() {
		if !strings.Contains(string(read(t, filepath.Join("..", "README.md"))), "| `"+w.Name+"` |") {
			t.Errorf("README.md has no row for the workflow %s", w.Name)
		}
	}
	for _, named := range regexp.MustCompile("`(welfare-[a-z-]+)`").FindAllStringSubmatch(about, -1) {
		if !slices.ContainsFunc(workflows.Table(), func(r workflows.Route) bool { return r.Name == named[1] }) {
			t.Errorf("there is no route %s", named[1])
		}
	}
}

// TestWhatIsNamedIsThere follows links, and paths of files in backquotes.
func TestWhatIsNamedIsThere(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	path := regexp.MustCompile("`([a-z]+/[a-z0-9_./-]+\\.(?:go|sql|yaml|json|md))`")
	for _, page := range []string{"../README.md", "architecture.md", "new-program.md", "new-workflow.md", "privacy.md", "operations.md", "events/README.md"} {
		text := string(read(t, page))
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), found[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", page, found[1])
			}
		}
		for _, found := range path.FindAllStringSubmatch(text, -1) {
			if imagined(found[1]) {
				continue
			}
			if _, err := os.Stat(filepath.Join("..", found[1])); err != nil {
				t.Errorf("%s names %s, which is not there", page, found[1])
			}
		}
	}
}

// imagined are files that the pages have their readers make, or say were never made.
func imagined(name string) bool {
	return strings.Contains(name, "mealtrain") || strings.HasPrefix(name, "mine/") || strings.HasPrefix(name, "rivertown/") || name == "workflows/routing.go"
}

// keysOf lists the YAML keys of a type and of all that it holds.
func keysOf(t reflect.Type) (keys []string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		if key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); key != "" && key != "-" {
			keys = append(append(keys, key), keysOf(t.Field(i).Type)...)
		}
	}
	return keys
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		files[i] = filepath.Base(files[i])
	}
	return files
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
