package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/almoner/almoner/words"
)

// spoken are the folders and files whose errors people read.
var spoken = []string{"../domain", "../programs", "../handlers", "../web", "../store", "../bus", "../node/raft.go"}

// sentence recognizes what is said to people among the strings of a program: it begins with a capital and ends like a sentence.
var sentence = regexp.MustCompile(`^(?:[A-Z]|%s)[^{}<>=\n]* [^{}<>=\n]*[.:]$`)

// sentencesInCode are the English sentences that stand in Go, as errors do.
func sentencesInCode(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	for _, folder := range spoken {
		err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			syntax, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(syntax, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Field:
					return n.Tag == nil
				case *ast.BasicLit:
					if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && sentence.MatchString(text) {
						found[text] = true
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// TestEverySentenceIsTranslated: what an error says is said in every language.
func TestEverySentenceIsTranslated(t *testing.T) {
	t.Parallel()
	sentences := sentencesInCode(t)
	if len(sentences) < 200 {
		t.Fatalf("only %d sentences were found in the code", len(sentences))
	}
	for _, language := range words.Languages() {
		if language == "en" {
			continue
		}
		known := words.Keys(language)
		for _, english := range sentences {
			if !known[english] {
				t.Errorf("%s: %q", language, english)
			}
		}
	}
}
