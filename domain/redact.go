package domain

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Redacted stands where Redact took something out.
const Redacted = "[…]"

const (
	nameWordLetters   = 3               // a shorter word of a name goes only together with the whole name
	numberGap         = `[\s.#–-]{0,2}` // what people write between the characters of a number
	plainNumberDigits = 4               // a shorter number without its letters may be anything

	nameGapRunes = 3 // what may stand between two words of one name: a space, ", ", a line break
)

var (
	emailPattern = regexp.MustCompile(`[^\s@<>(),;:"]+@[^\s@<>(),;:"]*[\pL\pN]`)
	badgePattern = regexp.MustCompile(`\b\pL{1,3}-?\p{Nd}{3,6}\b`)
	phonePattern = regexp.MustCompile(`[+(]{0,2}\p{Nd}(?:[ \t\x{a0}().\-‐‑–]{0,3}\p{Nd}){6,}`)
)

// Redact takes out of a text what would tell its reader who is meant: the names, every word of them with three letters or
// more, telephone numbers and e-mail addresses. Case and accents do not matter; parts of longer words stay. A name may also be
// a number that identifies somebody, such as "T-1001": it goes as a whole. So do the names in whole, of businesses for example,
// whose words are ordinary ones.
func Redact(text string, names []string, whole ...string) string {
	var spans [][2]int
	for _, name := range whole {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		for _, m := range regexp.MustCompile(`(?i)`+regexp.QuoteMeta(name)).FindAllStringIndex(text, -1) {
			spans = append(spans, [2]int{m[0], m[1]})
		}
	}
	for _, m := range emailPattern.FindAllStringIndex(text, -1) {
		spans = append(spans, [2]int{m[0], m[1]})
	}
	for _, m := range badgePattern.FindAllStringIndex(text, -1) {
		spans = append(spans, [2]int{m[0], m[1]})
	}
	for _, m := range phonePattern.FindAllStringIndex(text, -1) {
		if _, err := time.Parse(time.DateOnly, text[m[0]:m[1]]); err != nil {
			spans = append(spans, [2]int{m[0], m[1]})
		}
	}
	spans = append(spans, nameSpans(text, names)...)
	for _, name := range names {
		spans = append(spans, numberSpans(text, strings.TrimSpace(name))...)
	}
	return cut(text, spans)
}

// cut replaces the spans; those that overlap, or have only spaces between them, become one.
func cut(text string, spans [][2]int) string {
	slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
	var b strings.Builder
	end, open := 0, false
	for _, s := range spans {
		if s[0] > end && (!open || strings.TrimLeft(text[end:s[0]], " ") != "") {
			b.WriteString(text[end:s[0]])
			open = false
		}
		if !open {
			b.WriteString(Redacted)
			open = true
		}
		end = max(end, s[1])
	}
	b.WriteString(text[end:])
	return b.String()
}

type word struct {
	from, to int
	folded   string
	letters  int
}

func nameSpans(text string, names []string) [][2]int {
	sequences := nameSequences(names)
	words := wordsOf(text)
	var spans [][2]int
	for i := 0; i < len(words); i++ {
		longest := 0
		for _, seq := range sequences[words[i].folded] {
			if len(seq) > longest && follows(text, words[i:], seq) {
				longest = len(seq)
			}
		}
		if longest > 0 {
			spans = append(spans, [2]int{words[i].from, words[i+longest-1].to})
			i += longest - 1
		}
	}
	return spans
}

// numberSpans finds a name with digits in it, where no letter or digit goes on before or after it.
// numberSpans finds an identifying number however it is written: "T-1005" is also "t 1005" and, with four digits or more, "1005".
func numberSpans(text, name string) [][2]int {
	var all, digits []string
	for _, r := range name {
		if isWordRune(r) {
			all = append(all, regexp.QuoteMeta(string(r)))
		}
		if unicode.IsDigit(r) {
			digits = append(digits, string(r))
		}
	}
	if len(digits) == 0 {
		return nil
	}
	patterns := []string{strings.Join(all, numberGap)}
	if len(digits) >= plainNumberDigits {
		patterns = append(patterns, strings.Join(digits, ""))
	}
	var spans [][2]int
	for _, pattern := range patterns {
		for _, m := range regexp.MustCompile(`(?i)`+pattern).FindAllStringIndex(text, -1) {
			before, _ := utf8.DecodeLastRuneInString(text[:m[0]])
			after, _ := utf8.DecodeRuneInString(text[m[1]:])
			if !isWordRune(before) && !isWordRune(after) && before != '$' {
				spans = append(spans, [2]int{m[0], m[1]})
			}
		}
	}
	return spans
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// nameSequences gives the runs of words to look for, by their first word: each name, each part of it between spaces, and each
// word of those, so that "Pat O'Brien" is found whole, as "O'Brien" and as "Brien".
func nameSequences(names []string) map[string][][]string {
	found := map[string][][]string{}
	add := func(part string, lettersMin int) {
		var seq []string
		letters := 0
		for _, w := range wordsOf(part) {
			seq = append(seq, w.folded)
			letters += w.letters
		}
		if len(seq) > 0 && letters >= lettersMin {
			found[seq[0]] = append(found[seq[0]], seq)
		}
	}
	for _, name := range names {
		add(name, 2)
		for _, part := range strings.Fields(name) {
			add(part, nameWordLetters)
		}
		for _, w := range wordsOf(name) {
			add(name[w.from:w.to], nameWordLetters)
		}
	}
	return found
}

func follows(text string, words []word, seq []string) bool {
	if len(words) < len(seq) {
		return false
	}
	for i, want := range seq {
		if words[i].folded != want {
			return false
		}
		if i > 0 && len([]rune(text[words[i-1].to:words[i].from])) > nameGapRunes {
			return false
		}
	}
	return true
}

// wordsOf splits a text into its runs of letters and marks.
func wordsOf(text string) []word {
	var words []word
	var folded strings.Builder
	from, letters := -1, 0
	closeAt := func(to int) {
		if from >= 0 && letters > 0 {
			words = append(words, word{from, to, folded.String(), letters})
		}
		folded.Reset()
		from, letters = -1, 0
	}
	for i, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			closeAt(i)
			continue
		}
		if from < 0 {
			from = i
		}
		if unicode.IsLetter(r) {
			letters++
			folded.WriteRune(foldRune(r))
		}
	}
	closeAt(len(text))
	return words
}

// foldRune makes letters equal that people mix up when they write a name: case, and accents of the Latin script. Accents
// written as marks of their own are left out by wordsOf.
func foldRune(r rune) rune {
	r = unicode.ToLower(unicode.ToUpper(r))
	if base, ok := unaccented[r]; ok {
		return base
	}
	return r
}

// unaccented gives the base of each letter in accents.
var unaccented = func() map[rune]rune {
	m := map[rune]rune{}
	for base, accented := range accents {
		for _, r := range accented {
			m[r] = base
		}
	}
	return m
}()

var accents = map[rune]string{
	'a': "àáâãäåāăą", 'c': "çćĉċč", 'd': "ďđð", 'e': "èéêëēĕėęě", 'g': "ĝğġģ", 'h': "ĥħ", 'i': "ìíîïĩīĭįı", 'j': "ĵ",
	'k': "ķ", 'l': "ĺļľŀł", 'n': "ñńņňŉ", 'o': "òóôõöøōŏő", 'r': "ŕŗř", 's': "śŝşšș", 't': "ţťŧț", 'u': "ùúûüũūŭůűų",
	'w': "ŵ", 'y': "ýÿŷ", 'z': "źżž",
}
