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

// inCode looks at every part of the programs whose errors people read.
func inCode(t *testing.T, look func(where string, n ast.Node)) {
	t.Helper()
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
				if field, is := n.(*ast.Field); is {
					return field.Tag == nil
				}
				look(name, n)
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// sentencesInCode are the English sentences that stand in Go, as errors do.
func sentencesInCode(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	inCode(t, func(_ string, n ast.Node) {
		if lit, is := n.(*ast.BasicLit); is && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil && sentence.MatchString(text) {
				found[text] = true
			}
		}
	})
	return slices.Sorted(maps.Keys(found))
}

// begun recognizes the beginning of a sentence that goes on with something else.
var begun = regexp.MustCompile(`^[A-Z][a-z]+ [^{}<>=\n]* $`)

// TestNoSentenceIsPutTogether: what begins as a string and goes on with a value has no shape by which it could be found in another language.
func TestNoSentenceIsPutTogether(t *testing.T) {
	t.Parallel()
	inCode(t, func(where string, n ast.Node) {
		sum, ok := n.(*ast.BinaryExpr)
		if !ok || sum.Op != token.ADD {
			return
		}
		left, isText := sum.X.(*ast.BasicLit)
		_, textToo := sum.Y.(*ast.BasicLit)
		if !isText || textToo || left.Kind != token.STRING {
			return
		}
		if text, err := strconv.Unquote(left.Value); err == nil && begun.MatchString(text) {
			t.Errorf("%s: %q goes on with +; give it a place for the value", where, text)
		}
	})
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
