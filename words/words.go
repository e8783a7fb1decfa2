// Package words is every sentence that Almoner itself says to people, by language. What programs say is in their own files.
package words

import (
	"embed"
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

//go:embed *.json
var files embed.FS

// Entry is a sentence in one language. In a file it is the sentence alone, or an object once a speaker of the language has looked
// at it: {"text": "…", "reviewed": "2027-01-15, a speaker of the language, by name or office"}.
type Entry struct {
	Text     string `json:"text"`
	Reviewed string `json:"reviewed"` // when and by whom; empty for what no speaker has looked at
}

// UnmarshalJSON reads both ways in which an entry is written.
func (e *Entry) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &e.Text); err == nil {
		return nil
	}
	type entry Entry
	return json.Unmarshal(data, (*entry)(e))
}

// parts are the files that English sentences stand in, by key: "" for en.json, "rota" for en.rota.json.
var parts = map[string]string{}

// catalogs are the sentences by language and key. An error's sentence has the English one as its key.
var catalogs = load()

func load() map[string]map[string]Entry {
	loaded := map[string]map[string]Entry{}
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		panic("words: " + err.Error())
	}
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			panic("words: " + err.Error())
		}
		sentences := map[string]Entry{}
		if err := json.Unmarshal(data, &sentences); err != nil {
			panic("words: " + name + ": " + err.Error())
		}
		language, part, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".json"), ".") // en.json, and beside it en.rota.json for a part of the pages
		if loaded[language] == nil {
			loaded[language] = map[string]Entry{}
		}
		for key, sentence := range sentences {
			if _, twice := loaded[language][key]; twice {
				panic("words: " + name + ": " + key + " is said in another file too")
			}
			loaded[language][key] = sentence
			if language == "en" {
				parts[key] = part
			}
		}
	}
	return loaded
}

// Languages lists the languages there is a catalog for, in the order of their own names: Bosanski, English, Español.
func Languages() []string {
	return slices.SortedFunc(maps.Keys(catalogs), func(a, b string) int { return strings.Compare(NameOf(a), NameOf(b)) })
}

// NameOf is a language's name as its speakers write it.
func NameOf(language string) string { return catalogs[language]["language.own"].Text }

// Entries gives a language's whole catalog by key.
func Entries(language string) map[string]Entry { return maps.Clone(catalogs[language]) }

// Reviewed tells whether a speaker has looked at every sentence of a language. English is what the others are translated from.
func Reviewed(language string) bool {
	if language == "en" {
		return true
	}
	for _, e := range catalogs[language] {
		if e.Reviewed == "" {
			return false
		}
	}
	return true
}

// PartOf names the part of Almoner whose English file a sentence stands in; empty for what every part says, and for what an error says.
func PartOf(key string) string { return parts[key] }

// Keys lists the keys of a language's catalog.
func Keys(language string) map[string]bool {
	keys := map[string]bool{}
	for key := range catalogs[language] {
		keys[key] = true
	}
	return keys
}

// Known tells whether there is a sentence under a key in English.
func Known(key string) bool {
	_, known := catalogs["en"][key]
	return known
}

// Say gives a sentence in a language, else in English; values fill its {0}, {1} … in order, and {0:day|days} becomes the form that
// goes with the number {0}. An English sentence that is nobody's key, such as an error's, is said in the language when its catalog
// knows it. Anything else is said as itself, so that it is seen, and a test fails.
func Say(language, key string, values ...any) string {
	if sentence, known := catalogs[language][key]; known {
		return fill(language, sentence.Text, values)
	}
	if sentence, known := catalogs["en"][key]; known {
		return fill("en", sentence.Text, values)
	}
	if said, known := translate(language, key); known {
		return said
	}
	return key
}

// Templates lists the messages there are, as guidelines name them.
func Templates() map[string]bool {
	templates := map[string]bool{}
	for key := range catalogs["en"] {
		if name, ok := strings.CutPrefix(key, "notice."); ok {
			name, _, _ = strings.Cut(name, ".")
			templates[name] = true
		}
	}
	return templates
}
