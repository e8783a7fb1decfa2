// Package words is every sentence that Almoner itself says to people, by language. What programs say is in their own files.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed *.json
var files embed.FS

// catalogs are the sentences by language and key.
var catalogs = load()

func load() map[string]map[string]string {
	loaded := map[string]map[string]string{}
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		panic("words: " + err.Error())
	}
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			panic("words: " + err.Error())
		}
		sentences := map[string]string{}
		if err := json.Unmarshal(data, &sentences); err != nil {
			panic("words: " + name + ": " + err.Error())
		}
		language, _, _ := strings.Cut(path.Base(name), ".") // en.json, and beside it en.rota.json for a part of the pages
		if loaded[language] == nil {
			loaded[language] = map[string]string{}
		}
		for key, sentence := range sentences {
			if _, twice := loaded[language][key]; twice {
				panic("words: " + name + ": " + key + " is said in another file too")
			}
			loaded[language][key] = sentence
		}
	}
	return loaded
}

// Languages lists the languages there is a catalog for.
func Languages() []string {
	languages := []string{}
	for language := range catalogs {
		languages = append(languages, language)
	}
	return languages
}

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

// Say gives a sentence in a language, else in English; values fill its {0}, {1} … in order. A key without a sentence is said
// as itself, so that it is seen, and a test fails.
func Say(language, key string, values ...any) string {
	sentence, known := catalogs[language][key]
	if !known {
		if sentence, known = catalogs["en"][key]; !known {
			return key
		}
	}
	for i, v := range values {
		sentence = strings.ReplaceAll(sentence, fmt.Sprintf("{%d}", i), fmt.Sprint(v))
	}
	return sentence
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
