package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

var (
	defines = regexp.MustCompile(`{{-?\s*define "([^"]+)"`)
	uses    = regexp.MustCompile(`{{-?\s*template "([^"]+)"`)
)

// TestEveryComponentIsOnTheLivingPage: a component that cannot be looked at by itself is looked at by nobody.
func TestEveryComponentIsOnTheLivingPage(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("templates/components/*.html")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files of components: %v", len(files), err)
	}
	within := map[string][]string{} // the components that each is built from
	for _, name := range files {
		text := read(t, name)
		at := defines.FindAllStringSubmatchIndex(text, -1)
		for i, m := range at {
			end := len(text)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			within[text[m[2]:m[3]]] = usesOf(text[m[0]:end])
		}
	}
	shown := map[string]bool{}
	waiting := append(usesOf(read(t, "templates/components.html")), usesOf(read(t, "templates/layout.html"))...)
	for len(waiting) > 0 {
		name := waiting[0]
		waiting = waiting[1:]
		if !shown[name] {
			shown[name] = true
			waiting = append(waiting, within[name]...)
		}
	}
	for name := range within {
		if !shown[name] {
			t.Errorf("%q is not on the page of components", name)
		}
	}
}

func usesOf(text string) (names []string) {
	for _, m := range uses.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
