package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/programs"
)

// fieldView is one question as a page shows it.
type fieldView struct {
	ID, Name, Type, Label string
	Help, Value, Error    string
	Heading, Optional     bool // its label is the page's heading; it may stay empty
	Input, Autocomplete   string
	Mode                  string // of the keys that a telephone shows
	Rows                  int
	Options               []optionView
	Own                   *datePart // the input for an answer in one's own words
	Parts                 []datePart
	Signs                 *noticeView // the text that a yes signs
	Accept                string      // of a file: its kinds; those of documents when empty
}

// groupView is several questions that are one decision, with a heading together.
type groupView struct {
	Title, Why string
	Heading    bool // of the page
	Fields     []fieldView
}

type optionView struct {
	ID, Value, Label string
	Chosen           bool
}

type datePart struct{ ID, Name, Label, Value, Class string }

// textField is a question of a page of ours, not of a program's form.
func textField(name, kind, label, value string) fieldView {
	return fieldView{ID: name, Name: name, Type: kind, Label: label, Value: value, Input: "text", Autocomplete: "off", Rows: 4}
}

// autocompletes are what browsers may fill in, by key of the field.
var autocompletes = map[string]string{"full_name": "name", "guardian_name": "name", "member_name": "name"}

// fieldOf shows a question of a program's form with what was typed and what is wrong with it.
func fieldOf(f programs.Field, language string, say speaker, typed, wrong map[string]string) fieldView {
	v := fieldView{
		ID: f.Key, Name: f.Key, Type: string(f.Type), Label: f.Label.In(language), Help: f.Help.In(language), Value: typed[f.Key],
		Error: wrong[f.Key], Optional: !f.Required, Input: "text", Autocomplete: "off", Rows: 8,
	}
	switch f.Type {
	case programs.TypePhone:
		v.Input, v.Autocomplete, v.Value = "tel", "tel", phoneWords(v.Value)
	case programs.TypeEmail:
		v.Input, v.Autocomplete = "email", "email"
	case programs.TypeText:
		if auto := autocompletes[f.Key]; auto != "" {
			v.Autocomplete = auto
		}
	case programs.TypeChoice:
		v.Options = optionsOf(f, language, typed[f.Key])
		if v.Optional {
			v.choose("", say(noAnswer(f.Key)), typed[f.Key])
		}
		if f.Free {
			v.Own = &datePart{ID: f.Key + programs.OwnWords, Name: f.Key + programs.OwnWords, Label: say("field.own_words"), Value: ownWords(f, typed)}
		}
	case programs.TypeYesNo:
		v.choose("yes", say("field.yes"), typed[f.Key])
		v.choose("no", say("field.no"), typed[f.Key])
		if v.Optional {
			v.choose("", say("field.no_answer"), typed[f.Key])
		}
	case programs.TypeDate:
		v.Parts = dateParts(f.Key, say, typed)
	case programs.TypeNumber:
		v.Mode = "numeric"
	case programs.TypeLongText, programs.TypeMoney:
	}
	return v
}

// noAnswer is what it means to choose none of the answers.
func noAnswer(key string) string {
	if key == programs.AnswerInterpreter {
		return "page.visit.no_interpreter"
	}
	return "field.no_answer"
}

// ownWords is what was typed instead of a choice.
func ownWords(f programs.Field, typed map[string]string) string {
	if own := typed[f.Key+programs.OwnWords]; own != "" {
		return own
	}
	if slices.ContainsFunc(f.Options, func(o programs.Option) bool { return o.Key == typed[f.Key] }) {
		return ""
	}
	return typed[f.Key]
}

func optionsOf(f programs.Field, language, chosen string) []optionView {
	var options []optionView
	for i, o := range f.Options {
		options = append(options, optionView{ID: optionID(f.Key, i), Value: o.Key, Label: o.Label.In(language), Chosen: o.Key == chosen})
	}
	return options
}

// choose adds an answer to choose.
func (v *fieldView) choose(value, label, chosen string) {
	v.Options = append(v.Options, optionView{ID: optionID(v.ID, len(v.Options)), Value: value, Label: label, Chosen: value == chosen})
}

// optionID gives the first answer the id of its question, so that an error leads there.
func optionID(key string, i int) string {
	if i == 0 {
		return key
	}
	return key + "-" + strconv.Itoa(i+1)
}

func dateParts(key string, say speaker, typed map[string]string) []datePart {
	part := func(id, name, label, class string) datePart {
		return datePart{ID: id, Name: key + name, Label: say(label), Value: typed[key+name], Class: class}
	}
	return []datePart{
		part(key, "-month", "field.month", "short"), part(key+"-day", "-day", "field.day", "short"), part(key+"-year", "-year", "field.year", "long"),
	}
}

// showAnswer is an answer in words.
func showAnswer(f programs.Field, language string, c calendar, value any) string {
	switch v := value.(type) {
	case bool:
		if v {
			return c.say("field.yes")
		}
		return c.say("field.no")
	case int64:
		if f.Type == programs.TypeNumber {
			return strconv.FormatInt(v, 10)
		}
		return c.say.usd(v)
	case string:
		switch f.Type {
		case programs.TypeChoice:
			return optionLabel(f, language, v)
		case programs.TypeDate:
			return c.written(v)
		case programs.TypePhone:
			return phoneWords(v)
		default:
			if f.Key == programs.AnswerGathering { // the key of a gathering of a rule is its day
				return c.written(v)
			}
			return v
		}
	}
	return ""
}

// phoneWords writes a number of this country as people here do; others stay as they are.
func phoneWords(e164 string) string {
	if len(e164) != 12 || !strings.HasPrefix(e164, "+1") {
		return e164
	}
	return "(" + e164[2:5] + ") " + e164[5:8] + "-" + e164[8:]
}

func optionLabel(f programs.Field, language, key string) string {
	for _, o := range f.Options {
		if o.Key == key {
			return o.Label.In(language)
		}
	}
	return key
}

func answerRow(f programs.Field, language string, c calendar, value any) summaryRow {
	text := showAnswer(f, language, c, value)
	if text == "" {
		return summaryRow{Label: f.Label.In(language), Value: c.say("field.not_provided"), Empty: true}
	}
	return summaryRow{Label: f.Label.In(language), Value: text}
}

// drafted reads one answer of a draft for showing; what is not valid yet shows as it was typed.
func drafted(raw json.RawMessage) any {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return nil
	}
	if _, ok := value.(float64); ok {
		cents, err := strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
		if err != nil {
			return nil
		}
		return cents
	}
	return value
}

// problemsOf lists what is wrong for the top of a page, each leading to its question.
func problemsOf(wrong []domain.FieldError) (lines []problemLine, byField map[string]string) {
	byField = map[string]string{}
	for _, w := range wrong {
		if byField[w.Field] == "" {
			byField[w.Field] = w.Message
			lines = append(lines, problemLine{Href: "#" + w.Field, Text: w.Message})
		}
	}
	return lines, byField
}
