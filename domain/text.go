package domain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CleanLine drops spaces around a one-line answer and all but one of several between words. It is "" when nothing visible is
// left. Line breaks inside stay, for HasControlInLine to refuse.
func CleanLine(s string) string {
	if !hasVisible(s) {
		return ""
	}
	var b strings.Builder
	pending := false
	for _, r := range strings.TrimSpace(s) {
		if unicode.Is(unicode.Zs, r) {
			pending = true
			continue
		}
		if pending {
			b.WriteByte(' ')
			pending = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// CleanText does for several lines what CleanLine does for one; line ends become "\n", at most one empty line stays between
// paragraphs.
func CleanText(s string) string {
	if !hasVisible(s) {
		return ""
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	var kept []string
	for line := range strings.SplitSeq(s, "\n") {
		line = CleanLine(line)
		if line == "" && (len(kept) == 0 || kept[len(kept)-1] == "") {
			continue
		}
		kept = append(kept, line)
	}
	return strings.TrimSuffix(strings.Join(kept, "\n"), "\n")
}

// hasVisible tells whether anything in s leaves ink, or is wrong enough that it must not vanish unseen.
func hasVisible(s string) bool {
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) && !isHidden(r) {
			continue
		}
		return true
	}
	return false
}

// HasControl tells whether several lines of text hold what no keyboard writes: control characters other than \n, \r and \t,
// Unicode line separators, marks that turn the direction of writing, or bytes that are not UTF-8.
func HasControl(s string) bool {
	for _, r := range s {
		if r == '\n' || r == '\r' || r == '\t' {
			continue
		}
		if unicode.IsControl(r) || isHidden(r) {
			return true
		}
	}
	return !utf8.ValidString(s)
}

// HasControlInLine is HasControl for one line, where line breaks and tabs do not belong either.
func HasControlInLine(s string) bool {
	return strings.ContainsAny(s, "\n\r\t") || HasControl(s)
}

func isHidden(r rune) bool {
	switch {
	case r == '\u2028', r == '\u2029': // line and paragraph separator
		return true
	case '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069': // embeddings, overrides, isolates
		return true
	}
	return false
}

// Text is a sentence in several languages by BCP 47 tag; "en" is always there. In YAML a plain string means English.
type Text map[string]string

// In gives the text in a language, else in English.
func (t Text) In(language string) string {
	if s, ok := t[language]; ok {
		return s
	}
	return t["en"]
}
