package programs

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/almoner/almoner/domain"
)

const (
	fieldsMax  = 60
	optionsMax = 100
	textMax    = 4000 // characters of any text, in a file or in an answer
	keyMax     = 64

	picturesMax = 10
	numberMax   = 1_000_000
)

var (
	keyPattern      = regexp.MustCompile(`^[a-z0-9]+([_-][a-z0-9]+)*$`)
	languagePattern = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

var kinds = []Kind{KindWelfare, KindSupport, KindApplication, KindGathering, KindConcern}

// dialed is a number as people dial it; 911 and 988 are such numbers too.
var dialed = regexp.MustCompile(`^[0-9()+ -]{3,20}$`)

var fieldTypes = []FieldType{TypeText, TypeLongText, TypeChoice, TypeMoney, TypeDate, TypeYesNo, TypePhone, TypeEmail, TypeNumber}

var keeps = []Keep{KeepForDecision, KeepForSeason}

// enterers are the roles that an answer can be kept for.
var enterers = []domain.Role{domain.RoleClerk, domain.RoleDesk, domain.RoleCoordinator}

func (r *report) checkProgram(p Program, org, key string, known Known) {
	r.checkOwnKey("organization", p.Organization, org, "folder")
	r.checkOwnKey("key", p.Key, key, "file")
	r.checkOneOf("kind", string(p.Kind), asStrings(kinds))
	if known.Kinds != nil && slices.Contains(kinds, p.Kind) && !known.Kinds[string(p.Kind)] {
		r.at("kind", "no workflow carries requests of kind %s yet", p.Kind)
	}
	r.checkText("name", p.Name, true)
	r.checkText("summary", p.Summary, true)
	r.checkText("note", p.Note, false)
	r.checkPhone("phone", p.Phone)
	for i, line := range p.Lines {
		r.checkText(fmt.Sprintf("lines[%d].name", i), line.Name, true)
		if !dialed.MatchString(line.Phone) {
			r.at(fmt.Sprintf("lines[%d].phone", i), "%q is no number that people dial", line.Phone)
		}
	}
	if p.Pictures < 0 || p.Pictures > picturesMax || p.Pictures > 0 && p.Kind != KindWelfare && p.Kind != KindApplication {
		r.at("pictures", "a program of kind welfare or application takes 1 to %d pictures, every other none", picturesMax)
	}
	r.checkForm(p.Form, p.Kind)
	r.checkRules(p, known)
	if p.Volunteering != nil {
		r.checkVolunteering(*p.Volunteering)
	}
}

// checkRules sees to it that a program has the rules of its kind, and no others.
func (r *report) checkRules(p Program, known Known) {
	switch {
	case p.Kind == KindWelfare && p.Guideline == nil:
		r.at("kind", "kind welfare needs a guideline")
	case p.Kind == KindWelfare:
		r.checkAnswers(p.Kind, p.Form, welfareAnswers)
		r.checkGuideline(*p.Guideline, p.Form, known)
	case p.Guideline != nil:
		r.at("guideline", "only kind welfare has a guideline; this is kind %s", p.Kind)
	}
	switch {
	case p.Kind == KindSupport && p.Protocol == nil:
		r.at("kind", "kind support needs a protocol")
	case p.Kind == KindSupport:
		r.checkProtocol(*p.Protocol, p.Form, known)
	case p.Protocol != nil:
		r.at("protocol", "only kind support has a protocol; this is kind %s", p.Kind)
	}
	switch {
	case p.Kind == KindApplication && p.Application == nil:
		r.at("kind", "kind application needs an application")
	case p.Kind == KindApplication:
		r.checkApplication(*p.Application, p.Form, known)
	case p.Application != nil:
		r.at("application", "only kind application has an application; this is kind %s", p.Kind)
	}
	switch {
	case p.Kind == KindGathering && p.Gathering == nil:
		r.at("kind", "kind gathering needs a gathering section")
	case p.Kind == KindGathering:
		r.checkGathering(*p.Gathering, p.Form, known)
	case p.Gathering != nil:
		r.at("gathering", "only kind gathering has a gathering section; this is kind %s", p.Kind)
	}
	for i, f := range p.Form.Fields {
		if f.Keep != "" && p.Kind != KindApplication {
			r.at(fmt.Sprintf("form.fields[%d].keep", i), "only kind application keeps answers for a time of their own; this is kind %s", p.Kind)
		}
	}
}

func (r *report) checkForm(f Form, kind Kind) {
	if len(f.Fields) == 0 && kind != KindGathering {
		r.at("form.fields", "a form needs at least one field")
	}
	if len(f.Fields) > fieldsMax {
		r.at("form.fields", "%d fields are too many; the most is %d", len(f.Fields), fieldsMax)
	}
	keys := map[string]bool{}
	for i, field := range f.Fields {
		path := fmt.Sprintf("form.fields[%d]", i)
		if r.checkKey(path+".key", field.Key) && keys[field.Key] {
			r.at(path+".key", "field %q is there twice", field.Key)
		}
		keys[field.Key] = true
		r.checkField(path, field)
	}
	r.checkOffers(kind, f)
	r.checkDateParts(f, keys)
	r.checkPages(f, keys)
	for i, group := range f.OneOf {
		r.checkGroup(fmt.Sprintf("form.one_of[%d]", i), group, keys)
	}
}

func (r *report) checkField(path string, f Field) {
	if !r.checkOneOf(path+".type", string(f.Type), asStrings(fieldTypes)) {
		return
	}
	r.checkText(path+".label", f.Label, true)
	r.checkText(path+".help", f.Help, false)
	switch {
	case f.Type == TypeChoice && len(f.Options) == 0:
		r.at(path, "choice %q has no options", f.Key)
	case f.Type != TypeChoice && len(f.Options) > 0:
		r.at(path+".options", "only a choice has options; %q is of type %s", f.Key, f.Type)
	case len(f.Options) > optionsMax:
		r.at(path+".options", "%d options are too many; the most is %d", len(f.Options), optionsMax)
	}
	seen := map[string]bool{}
	for i, o := range f.Options {
		at := fmt.Sprintf("%s.options[%d]", path, i)
		if r.checkKey(at+".key", o.Key) && seen[o.Key] {
			r.at(at+".key", "option %q is there twice", o.Key)
		}
		seen[o.Key] = true
		r.checkText(at+".label", o.Label, true)
	}
	if f.Free && f.Type != TypeChoice {
		r.at(path+".free", "only a choice can be free; %q is of type %s", f.Key, f.Type)
	}
	if f.Keep != "" {
		r.checkOneOf(path+".keep", string(f.Keep), asStrings(keeps))
	}
	r.checkFieldBounds(path, f)
}

// checkFieldBounds looks at min and max: characters of a text, or values of a number.
func (r *report) checkFieldBounds(path string, f Field) {
	if f.Type == TypeNumber {
		for key, bound := range map[string]int{".min": f.Min, ".max": f.Max} {
			if bound < -numberMax || bound > numberMax {
				r.at(path+key, "a bound of a number has to be between %d and %d", -numberMax, numberMax)
			}
		}
		if least, most := f.Bounds(); least >= most {
			r.at(path, "no number is at least %d and at most %d; min has to be less than max", least, most)
		}
		return
	}
	if f.Min != 0 {
		r.at(path+".min", "only a number has a min; %q is of type %s", f.Key, f.Type)
	}
	isText := f.Type == TypeText || f.Type == TypeLongText
	switch {
	case f.Max != 0 && !isText:
		r.at(path+".max", "only text has a max, and a number; %q is of type %s", f.Key, f.Type)
	case f.Max < 0 || f.Max > textMax:
		r.at(path+".max", "max has to be between 1 and %d", textMax)
	}
}

// checkDateParts keeps the three inputs of a date on a page apart from other fields.
func (r *report) checkDateParts(f Form, keys map[string]bool) {
	for i, field := range f.Fields {
		for _, part := range dateParts {
			if field.Type == TypeDate && keys[field.Key+part] {
				r.at(fmt.Sprintf("form.fields[%d].key", i), "date %q cannot stand beside a field %q", field.Key, field.Key+part)
			}
		}
	}
}

func (r *report) checkGroup(path string, group []string, keys map[string]bool) {
	if len(group) < 2 {
		r.at(path, "a group of one_of needs at least two fields")
	}
	seen := map[string]bool{}
	for i, key := range group {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch {
		case !keys[key]:
			r.at(at, "one_of names the unknown field %q", key)
		case seen[key]:
			r.at(at, "one_of names %q twice", key)
		}
		seen[key] = true
	}
}

func (r *report) checkOwnKey(path, key, place, kind string) {
	if r.checkKey(path, key) && key != place {
		r.at(path, "%s is %q but its %s is %q", path, key, kind, place)
	}
}

func (r *report) checkKey(path, key string) bool {
	ok := len(key) <= keyMax && keyPattern.MatchString(key)
	if !ok {
		r.at(path, "malformed key %q: lower-case words and digits, joined by - or _, at most %d characters", key, keyMax)
	}
	return ok
}

func (r *report) checkOneOf(path, value string, allowed []string) bool {
	ok := slices.Contains(allowed, value)
	if !ok {
		r.at(path, "unknown %s %q; it is one of %s", lastKey(path), value, strings.Join(allowed, ", "))
	}
	return ok
}

// lastKey names the value at a path: "type" for "form.fields[2].type", "ties" for "guideline.ties[0]".
func lastKey(path string) string {
	path, _, _ = strings.Cut(path[strings.LastIndexByte(path, '.')+1:], "[")
	return path
}

func (r *report) checkText(path string, t Text, required bool) {
	if t == nil && !required {
		return
	}
	if strings.TrimSpace(t["en"]) == "" {
		r.at(path, "%s has no English text", path)
	}
	for _, language := range slices.Sorted(maps.Keys(t)) {
		at, s := path+"."+language, t[language]
		switch {
		case !languagePattern.MatchString(language):
			r.at(at, "%q is not a language tag; write for example es", language)
		case language != "en" && strings.TrimSpace(s) == "":
			r.at(at, "%s is empty; leave the language out instead", at)
		case len([]rune(s)) > textMax:
			r.at(at, "%s is longer than %d characters", at, textMax)
		case domain.HasControl(s):
			r.at(at, "%s holds characters that cannot be printed", at)
		}
	}
}

func (r *report) checkPhone(path, number string) {
	if _, message := readPhone(number); message != "" {
		r.at(path, "%q is not a telephone number; write for example (314) 555-0100", number)
	}
}

func asStrings[S ~string](values []S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
