package words

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// pluralForms are the forms that {0:…|…} lists, in order, by language (CLDR, cardinal numbers). Whole millions of Spanish take the
// form of other numbers: nothing here counts that far.
var pluralForms = map[string][]plural.Form{
	"en": {plural.One, plural.Other},
	"es": {plural.One, plural.Other},
	"bs": {plural.One, plural.Few, plural.Other},
}

// Forms tells how many forms {0:…|…} lists in a language.
func Forms(language string) int { return len(pluralForms[language]) }

// fill puts values into a sentence. What a value holds is never read as a place for another one.
func fill(in, sentence string, values []any) string {
	if !strings.Contains(sentence, "{") {
		return sentence
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		place, after, closed := strings.Cut(rest, "}")
		number, forms, counted := strings.Cut(place, ":")
		n, err := strconv.Atoi(number)
		switch {
		case !closed || err != nil || n < 0 || n >= len(values):
			b.WriteByte('{')
			sentence = rest
			continue
		case counted:
			b.WriteString(formFor(in, values[n], strings.Split(forms, "|")))
		default:
			said := fmt.Sprint(values[n])
			b.WriteString(said)
			if strings.HasSuffix(said, ".") && !strings.HasPrefix(after, "..") {
				after = strings.TrimPrefix(after, ".") // one period ends both "5 p.m." and its sentence
			}
		}
		sentence = after
	}
}

// formFor chooses the form that goes with a number; the last one for whatever is no whole number.
func formFor(in string, value any, forms []string) string {
	count, err := strconv.Atoi(fmt.Sprint(value))
	if err == nil {
		form := plural.Cardinal.MatchPlural(language.Make(in), max(count, -count), 0, 0, 0, 0)
		for i, f := range pluralForms[in] {
			if f == form && i < len(forms) {
				return forms[i]
			}
		}
	}
	return forms[len(forms)-1]
}
