package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/words"
)

// rotaForm is one thing that can be done to a rota.
type rotaForm struct {
	Do, Action, Title, Help string
	ID                      string // of what it makes, so that a second press makes nothing more
	Open                    bool
	Fields                  []fieldView
	Button                  buttonView
}

// rotaEntry is one thing that was planned, with what takes it back.
type rotaEntry struct {
	Text, More              string
	Action, Do, Name, Value string // nothing to press without Do
	Button                  buttonView
}

// rotaField is a field of a form. Its name is that in the API where the rules have something to say about it.
type rotaField struct {
	name, kind string
	optional   bool
}

// rotaFields are the fields of every form, by what it does.
var rotaFields = map[string][]rotaField{
	"enroll":    {{"languages", "checks", true}, {"faiths", "checks", true}, {"areas", "checks", true}, {"cap_families", "text", true}},
	"verify":    {{"channel", "choice", false}},
	"add_shift": {{"area", "select", false}, {"weekdays", "checks", false}, {"start_minute", "text", false}, {"end_minute", "text", false}, {"from_day", "text", false}, {"until_day", "text", true}},
	"end_shift": {{"id", "select", false}, {"last_day", "text", false}},
	"set_quiet": {{"weekdays", "checks", false}, {"start_minute", "text", false}, {"end_minute", "text", false}},
	"away":      {{"from", "text", false}, {"until", "text", false}},
	"dismiss":   {},
	"override": {
		{"area", "select", false},
		{"from", "text", false},
		{"from_time", "text", false},
		{"until", "text", false},
		{"until_time", "text", false},
		{"out", "select", false},
		{"in", "select", false},
	},
	"set_temporary": {
		{"area", "select", false},
		{"from", "text", false},
		{"from_time", "text", false},
		{"until", "text", false},
		{"until_time", "text", false},
		{"ministers", "checks", false},
	},
	"set_holiday": {{"day", "text", false}},
}

// refusedChange is a form that was just refused: what was typed, and why.
type refusedChange struct {
	status int
	do     string
	typed  url.Values
	wrong  []domain.FieldError
	reason string
}

// form makes a form. What was typed stays when it was refused; otherwise it holds what is given.
func (v *rotaView) form(do, action string, given url.Values, refused refusedChange) rotaForm {
	f := rotaForm{Do: do, Action: action, Title: v.c.say("rota.do." + do), Button: buttonView{Label: v.c.say("rota.do." + do + ".button")}}
	if help := "rota.do." + do + ".help"; words.Known(help) {
		f.Help = v.c.say(help)
	}
	values := given
	_, wrong := problemsOf(refused.wrong)
	if f.Open = refused.do == do; f.Open {
		values = refused.typed
	}
	if do != "end_shift" && do != "enroll" && do != "verify" && do != "dismiss" {
		f.ID = idOr(values.Get("id"), newID())
	}
	for _, spec := range rotaFields[do] {
		field := textField(spec.name, spec.kind, v.fieldLabel(do, spec.name), values.Get(spec.name))
		field.ID, field.Optional = do+"-"+spec.name, spec.optional
		if help := known("rota.help."+do+"."+spec.name, "rota.help."+spec.name); words.Known(help) {
			field.Help = v.c.say(help)
		}
		if f.Open {
			field.Error = wrong[spec.name]
		}
		if v.offer(&field, values[spec.name]); spec.kind == "checks" && spec.optional && len(field.Options) == 0 {
			continue // the program has nothing of the kind to choose from
		}
		f.Fields = append(f.Fields, field)
	}
	return f
}

// known is the first key if there is a sentence for it, else the second.
func known(first, second string) string {
	if words.Known(first) {
		return first
	}
	return second
}

func (v *rotaView) fieldLabel(do, name string) string {
	return v.c.say(known("rota.field."+do+"."+name, "rota.field."+name))
}

func idOr(typed, other string) string {
	if _, err := uuid.Parse(typed); err != nil {
		return other
	}
	return typed
}

// offer gives a field what there is to choose from.
func (v *rotaView) offer(f *fieldView, chosen []string) {
	add := func(value, label string) {
		f.Options = append(f.Options, optionView{ID: optionID(f.ID, len(f.Options)), Value: value, Label: label, Chosen: slices.Contains(chosen, value)})
	}
	codes := func(field string, codes []string) {
		for _, code := range codes {
			add(code, v.label(field, code))
		}
	}
	ministers := func() {
		for _, p := range v.onRota() {
			add(p.id.String(), v.name(p.id))
		}
	}
	switch f.Name {
	case "languages":
		codes("language", v.program.Protocol.Languages)
	case "faiths":
		codes("faith_wish", v.program.Protocol.Faiths)
	case "areas":
		codes("area", v.rules.Areas)
	case "area":
		add("", v.c.say("rota.choose"))
		codes("area", v.rules.Areas)
	case "weekdays":
		for day := range 7 {
			add(strconv.Itoa(day), begun(v.weekdayWords(1<<day)))
		}
	case "out", "in":
		add("", v.c.say("rota.choose_nobody"))
		ministers()
	case "ministers":
		ministers()
	case "channel":
		for _, channel := range v.ways(v.about) {
			add(string(channel), v.wayWords(v.about, channel))
		}
	case "id":
		add("", v.c.say("rota.choose"))
		for _, shift := range v.shiftsOf(v.about) {
			add(shift.ID.String(), v.shiftWords(shift))
		}
	case "cap_families":
		f.Help = v.c.say("rota.help.cap_families", v.program.Protocol.Care.CapFamilies)
	}
}

// problems names what was wrong for the top of the page, each leading to its field if one of the page's forms has it.
func (r refusedChange) problems(forms ...*rotaForm) []problemLine {
	if r.do == "" {
		return nil
	}
	var lines []problemLine
	for _, w := range r.wrong {
		line := problemLine{Text: w.Message}
		for _, f := range forms {
			id := r.do + "-" + w.Field
			if f != nil && slices.ContainsFunc(f.Fields, func(field fieldView) bool { return field.ID == id }) {
				line.Href = "#" + id
			}
		}
		lines = append(lines, line)
	}
	if lines == nil {
		lines = []problemLine{{Text: r.reason}}
	}
	return lines
}

// typedChange reads the form of a page. What cannot be read is wrong; the rules look at the rest.
type typedChange struct {
	*rotaView
	typed url.Values
	wrong []domain.FieldError
}

// refuse says what is wrong with a field.
func (t *typedChange) refuse(field, key string) {
	t.wrong = append(t.wrong, domain.FieldError{Field: field, Message: t.c.say(key)})
}

func (t *typedChange) day(field string) rota.Day {
	day, ok := t.c.typedDay(t.typed.Get(field))
	if !ok {
		t.refuse(field, "wrong.day")
	}
	return day
}

func (t *typedChange) minute(field string) int {
	minute, ok := typedTime(t.typed.Get(field))
	if !ok {
		t.refuse(field, "wrong.time")
	}
	return minute
}

// whole is a moment from a day and a time, each a field of its own.
func (t *typedChange) whole(field string) time.Time {
	day, minute := t.day(field), t.minute(field+"_time")
	return t.c.instant(day, minute)
}

func (t *typedChange) id(field string) uuid.UUID {
	id, _ := uuid.Parse(t.typed.Get(field)) // the zero one is nobody
	return id
}

// read makes a change of what was typed.
func (t *typedChange) read(minister uuid.UUID) rotaChange {
	c := rotaChange{
		Do: t.typed.Get("do"), ID: t.id("id"), Minister: minister, Languages: t.typed["languages"], Faiths: t.typed["faiths"], Areas: t.typed["areas"],
		Channel: rota.Channel(t.typed.Get("channel")), Area: t.typed.Get("area"), Weekdays: numbersOf(t.typed["weekdays"]), Out: t.id("out"), In: t.id("in"),
	}
	if c.ID == uuid.Nil && c.Do != "end_shift" {
		c.ID = uuid.New()
	}
	switch c.Do {
	case "enroll":
		c.CapFamilies = t.number("cap_families")
	case "set_quiet":
		c.StartMinute, c.EndMinute = t.minute("start_minute"), t.minute("end_minute")
	case "away":
		c.From, c.Until = t.c.instant(t.day("from"), 0), t.c.instant(t.day("until"), 24*60)
	case "add_shift":
		c.StartMinute, c.EndMinute, c.FromDay = t.minute("start_minute"), t.minute("end_minute"), t.day("from_day")
		if strings.TrimSpace(t.typed.Get("until_day")) != "" {
			c.UntilDay = t.day("until_day")
		}
	case "end_shift":
		if c.LastDay = t.day("last_day"); c.ID == uuid.Nil {
			t.refuse("id", "rota.wrong.shift")
		}
	case "override", "set_temporary":
		c.From, c.Until = t.whole("from"), t.whole("until")
		for _, text := range t.typed["ministers"] {
			if id, err := uuid.Parse(text); err == nil {
				c.Ministers = append(c.Ministers, id)
			}
		}
	case "set_holiday":
		c.Day = t.day("day")
	case "clear_holiday":
		c.Day = rota.Day(t.typed.Get("day"))
	}
	return c
}

// number is how many; empty is none of their own.
func (t *typedChange) number(field string) int {
	text := domain.CleanLine(t.typed.Get(field))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.refuse(field, "rota.wrong.number")
	}
	return n
}

// takeForm brings a page's form to the desk. A refusal comes back with everything that was typed; other errors are not the form's.
func (v *rotaView) takeForm(minister uuid.UUID) (refused refusedChange, err error) {
	t := &typedChange{rotaView: v, typed: v.PostForm}
	c := t.read(minister)
	refused = refusedChange{do: c.Do, typed: t.typed, wrong: t.wrong, status: http.StatusBadRequest}
	if len(t.wrong) > 0 {
		return refused, nil
	}
	err = v.change(c)
	switch code := domain.CodeOf(err); code {
	case domain.Invalid, domain.Rejected, domain.Conflict, domain.Unavailable:
		refused.status, refused.wrong, refused.reason = statusOf(code), fieldsOf(err), domain.MessageOf(err)
		return refused, nil
	case "":
		return refusedChange{do: c.Do}, nil
	default:
		return refused, err
	}
}

// readRotaForm reads a posted form whose characters can be shown again.
func readRotaForm(q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	for field, values := range q.PostForm {
		if !utf8.ValidString(field + strings.Join(values, "")) {
			return domain.Errorf(domain.Invalid, "There is a character in this that cannot be read. Nothing was recorded; please go back and type it again.")
		}
	}
	return nil
}
