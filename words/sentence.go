package words

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// shape is an English sentence with places for values, as domain.Errorf is given it, and how a language says it.
type shape struct {
	english *regexp.Regexp
	said    string
	fixed   int // bytes of it that are always the same
}

var (
	verb   = regexp.MustCompile(`%(?:\[\d+\])?[sd]`)
	shapes = loadShapes()
)

func loadShapes() map[string][]shape {
	all := map[string][]shape{}
	for in, catalog := range catalogs {
		for key, entry := range catalog {
			if !strings.Contains(key, " ") || !verb.MatchString(key) {
				continue
			}
			parts := verb.Split(key, -1)
			for i := range parts {
				parts[i] = regexp.QuoteMeta(parts[i])
			}
			all[in] = append(all[in], shape{
				english: regexp.MustCompile(`^` + strings.Join(parts, `(.+?)`) + `$`),
				said:    strings.ReplaceAll(entry.Text, "%d", "%s"),
				fixed:   len(strings.Join(parts, "")),
			})
		}
		slices.SortFunc(all[in], func(a, b shape) int { // what says most by itself first: a short shape would take in a long one's words
			return cmp.Or(cmp.Compare(b.fixed, a.fixed), strings.Compare(a.english.String(), b.english.String()))
		})
	}
	return all
}

// translate says an English sentence in another language when its catalog knows the sentence or its shape. Errors are recorded in
// English, long before anybody knows who will read them; so it starts from what was said, not from how it was put together.
func translate(in, english string) (said string, known bool) {
	for _, s := range shapes[in] {
		found := s.english.FindStringSubmatch(english)
		if found == nil {
			continue
		}
		values := make([]any, len(found)-1)
		for i, value := range found[1:] {
			values[i] = asRead(in, value)
			if entry, also := catalogs[in][value]; also {
				values[i] = entry.Text
			}
		}
		said = fmt.Sprintf(s.said, values...)
		for _, value := range values {
			if text := fmt.Sprint(value); strings.HasSuffix(text, ".") {
				said = strings.ReplaceAll(said, text+".", text) // one period ends both "5 p. m." and its sentence
			}
		}
		return said, true
	}
	return "", false
}
