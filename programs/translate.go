package programs

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/words"
)

// Translations are what the programs of one organization say in other languages: by language, then by the English sentence. A
// sentence that is changed in a program's file is therefore not translated any more, and never wrongly.
type Translations map[string]map[string]words.Entry

// translationFile is the name of a file of translations: words.es.json lies beside the programs it is about.
var translationFile = regexp.MustCompile(`^words\.([a-z]{2,3})\.json$`)

// readTranslations reads the translations of every folder.
func readTranslations(fsys fs.FS) (map[string]Translations, []Finding, error) {
	all := map[string]Translations{}
	var findings []Finding
	names, err := fs.Glob(fsys, "*/words.*.json")
	if err != nil {
		return nil, nil, fmt.Errorf("read translations: %w", err)
	}
	for _, name := range names {
		data, err := readBounded(fsys, name)
		if err != nil {
			return nil, nil, fmt.Errorf("read translations: %w", err)
		}
		m := translationFile.FindStringSubmatch(path.Base(name))
		said := map[string]words.Entry{}
		switch {
		case m == nil:
			findings = append(findings, Finding{File: name, Reason: "the name has to be words, the language's tag and json, for example words.es.json"})
			continue
		case len(data) > fileBytesMax:
			findings = append(findings, Finding{File: name, Reason: fmt.Sprintf("larger than %d KiB", fileBytesMax>>10)})
			continue
		}
		if err := json.Unmarshal(data, &said); err != nil {
			findings = append(findings, Finding{File: name, Reason: "is not JSON of sentences: " + err.Error()})
			continue
		}
		for english, entry := range said {
			if domain.CleanText(entry.Text) == "" || domain.HasControl(entry.Text) {
				findings = append(findings, Finding{File: name, Reason: fmt.Sprintf("nothing is written for %q", english)})
			}
		}
		folder := path.Dir(name)
		if all[folder] == nil {
			all[folder] = Translations{}
		}
		all[folder][m[1]] = said
	}
	return all, findings, nil
}

// over gives the translations of both, those of the other one where both have a sentence.
func (t Translations) over(other Translations) Translations {
	merged := Translations{}
	for _, from := range []Translations{t, other} {
		for language, said := range from {
			if merged[language] == nil {
				merged[language] = map[string]words.Entry{}
			}
			maps.Copy(merged[language], said)
		}
	}
	return merged
}

// translated is the program with what its organization says in other languages. A text that people sign (field tag translate:"-") is
// left alone: it stands in the program's own file in each language, with the languages in which a speaker has reviewed it.
func (p Program) translated(t Translations) Program {
	if len(t) == 0 {
		return p
	}
	eachText(reflect.ValueOf(&p), func(text domain.Text) {
		for language, said := range t {
			if entry, known := said[text["en"]]; known && text[language] == "" {
				text[language] = entry.Text
			}
		}
	})
	p.Version = p.version()
	return p
}

// Sentences lists, in English and in order, every text of a program that is to be translated.
func (p Program) Sentences() []string {
	found := map[string]bool{}
	eachText(reflect.ValueOf(&p), func(text domain.Text) { found[text["en"]] = true })
	return slices.Sorted(maps.Keys(found))
}

// eachText calls do for every text inside a value that there is anything in.
func eachText(v reflect.Value, do func(domain.Text)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachText(v.Elem(), do)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Tag.Get("translate") != "-" {
				eachText(v.Field(i), do)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), do)
		}
	case reflect.Map:
		if text, ok := v.Interface().(domain.Text); ok {
			if text["en"] != "" {
				do(text)
			}
			return
		}
		for _, key := range v.MapKeys() {
			eachText(v.MapIndex(key), do)
		}
	default:
	}
}
