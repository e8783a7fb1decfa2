package words_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/almoner/almoner/words"
)

var (
	places = regexp.MustCompile(`\{(\d+)(?::([^}]*))?\}`)
	verbs  = regexp.MustCompile(`%(?:\[\d+\])?[sd]`)
)

// TestNothingIsLeftUntranslated: every language says what English says, no more and no less, with the same values in it.
func TestNothingIsLeftUntranslated(t *testing.T) {
	t.Parallel()
	english := words.Entries("en")
	for _, language := range words.Languages() {
		said := words.Entries(language)
		for key, e := range english {
			other, known := said[key]
			if !known {
				t.Errorf("%s: %s is missing", language, key)
				continue
			}
			half := key == "date.am" || key == "date.pm" // {0} counts hours to 12, {1} to 24: each language takes its own
			if !half && !slices.Equal(placesOf(e.Text), placesOf(other.Text)) {
				t.Errorf("%s: %s has other values in it than in English: %s", language, key, other.Text)
			}
			if strings.TrimSpace(other.Text) == "" && e.Text != "" {
				t.Errorf("%s: %s says nothing", language, key)
			}
			for _, m := range places.FindAllStringSubmatch(other.Text, -1) {
				if m[2] != "" && len(strings.Split(m[2], "|")) != words.Forms(language) {
					t.Errorf("%s: %s has to list %d forms: %s", language, key, words.Forms(language), m[0])
				}
			}
		}
		for key, e := range said {
			if _, known := english[key]; known {
				continue
			}
			if !strings.Contains(key, " ") {
				t.Errorf("%s: nobody says %s", language, key)
			}
			if !slices.Equal(sorted(verbs.FindAllString(key, -1)), sorted(verbs.FindAllString(e.Text, -1))) && !strings.Contains(e.Text, "%[") {
				t.Errorf("%s: other values than in English: %s", language, e.Text)
			}
		}
	}
}

// placesOf are the numbers of the values in a sentence, each once; a plural may leave its number unsaid.
func placesOf(sentence string) []string {
	var numbers []string
	for _, m := range places.FindAllStringSubmatch(sentence, -1) {
		numbers = append(numbers, m[1])
	}
	return slices.Compact(sorted(numbers))
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

func TestSay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		language, key, want string
		values              []any
	}{
		{"en", "page.inbox.many", "3 things wait for you", []any{3}},
		{"en", "nobody.says.this", "nobody.says.this", nil},
		{"tlh", "field.yes", "Yes", nil},
		{"es", "field.yes", "Sí", nil},
		{"es", "Choose yes or no.", "Elija sí o no.", nil},
		{"es", "Not one of our sentences.", "Not one of our sentences.", nil},
		{"en", "layout.signed_in", "You are {1} {0}.", []any{"{1} {0}"}},
		{"bs", "span.days", "21 dan", []any{21}},
		{"bs", "span.days", "22 dana", []any{22}},
		{"bs", "span.days", "12 dana", []any{12}},
		{"bs", "span.hours", "3 sata", []any{3}},
		{"bs", "span.hours", "5 sati", []any{5}},
		{"en", "page.receipt.by", "The treasurer pays, by Monday at 5 p.m.", []any{"The treasurer pays", "Monday at 5 p.m."}},
	} {
		if got := words.Say(test.language, test.key, test.values...); got != test.want {
			t.Errorf("Say(%q, %q, %v) = %q, want %q", test.language, test.key, test.values, got, test.want)
		}
	}
}

// TestSayFindsTheShapeOfASentence: what was put together in English is taken apart and said in the other language, values and all.
func TestSayFindsTheShapeOfASentence(t *testing.T) {
	t.Parallel()
	const offer = "The offer of this place ended on %s. Nothing was changed: the place is being passed on to whoever is next on the list, and this page shows in a moment where you stand."
	for _, test := range []struct{ language, english, want string }{
		{"es", "This fund gives at most $1,500.00. You can ask for up to that amount.", "Este fondo da $1,500.00 como máximo."},
		{"bs", "This fund gives at most $1,500.00. You can ask for up to that amount.", "Ovaj fond daje najviše 1.500,00 $."},
		{"es", fmt.Sprintf(offer, "March 4, 2027, 5:00 PM"), "terminó el jueves 4 de marzo de 2027, 5:00 p. m. No se cambió"},
		{"bs", fmt.Sprintf(offer, "March 4, 2027, 5:00 PM UTC"), "(četvrtak, 4. marta 2027. u 17:00 UTC)"},
		{"bs", "This address does not take March.", "March"},
	} {
		said := words.Say(test.language, test.english)
		if said == test.english || !strings.Contains(said, test.want) {
			t.Errorf("%s: %q", test.language, said)
		}
	}
}
