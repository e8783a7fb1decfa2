package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/words"
)

// seriesFields are the fields of every form, by what it does.
var seriesFields = map[string][]rotaField{
	"add_single":    {{"name", "text", true}, {"day", "text", false}, {"from", "text", false}, {"to", "text", false}, {"place", "text", true}, {"street", "text", true}, {"capacity", "number", false}},
	"move":          {{"day", "text", false}, {"from", "text", false}, {"to", "text", false}, {"place", "text", true}, {"street", "text", true}},
	"call_off":      {{"because", "select", false}},
	"capacity":      {{"capacity", "number", false}},
	"agenda":        {{"text", "text", false}},
	"remove_agenda": {},
	"publish":       {{"text", "long_text", false}},
	"decline":       {},
	"promise":       {{"text", "text", false}, {"day", "text", false}},
	"kept":          {{"text", "text", true}},
	"dropped":       {{"text", "text", false}},
}

// seriesDesk is a coordinator at work on the gatherings of a program.
type seriesDesk struct {
	*request

	handlers.Series
	c       calendar
	refused refusedChange
}

func (s *Server) seriesDesk(q *request) (*seriesDesk, error) {
	all, err := s.Desk.ReadSeries(q.Context(), q.who.Organization, q.PathValue("program"))
	return &seriesDesk{request: q, Series: all, c: s.calendar(q.say(), q.who.Organization)}, err
}

func (d *seriesDesk) path(parts ...string) string {
	return "/gatherings/" + strings.Join(append([]string{d.Program.Key}, parts...), "/")
}

// form makes a form about one thing, which its id names where there are several alike on a page. What was typed stays when it was refused.
func (d *seriesDesk) form(do, action string, id uuid.UUID, given url.Values) rotaForm {
	f := rotaForm{Do: do, Action: action, Title: d.c.say("series.do." + do), ID: id.String(), Button: buttonView{Label: d.c.say("series.do." + do + ".button")}}
	if help := "series.do." + do + ".help"; words.Known(help) {
		f.Help = d.c.say(help)
	}
	if do == "call_off" || do == "dropped" {
		f.Button.Kind = "warn"
	}
	values := given
	_, wrong := problemsOf(d.refused.wrong)
	if f.Open = d.refused.do == do && (d.refused.typed.Get("id") == f.ID || do != "publish" && do != "kept" && do != "dropped"); f.Open {
		values, f.ID = d.refused.typed, d.refused.typed.Get("id")
	}
	for _, spec := range d.fieldsOf(do) {
		label := known("series.field."+do+"."+spec.name, "series.field."+spec.name)
		text := spec.name
		if words.Known(label) {
			text = d.c.say(label)
		}
		if do == "tally" {
			text = areaName(d.Program, spec.name, d.language())
		}
		field := textField(spec.name, spec.kind, text, values.Get(spec.name))
		field.ID, field.Optional = do+"-"+f.ID+"-"+spec.name, spec.optional
		if spec.kind == "number" {
			field.Type, field.Mode = "text", "numeric"
		}
		if help := known("series.help."+do+"."+spec.name, "series.help."+spec.name); words.Known(help) {
			field.Help = d.c.say(help)
		}
		if f.Open {
			field.Error = wrong[spec.name]
		}
		if spec.name == "because" {
			field.choose("", d.c.say("rota.choose"), field.Value)
			for _, code := range series.Codes() {
				field.choose(code, d.c.say("series.because."+code), field.Value)
			}
		}
		f.Fields = append(f.Fields, field)
	}
	return f
}

// fieldsOf gives the tally a field for each area.
func (d *seriesDesk) fieldsOf(do string) (fields []rotaField) {
	if do != "tally" {
		return seriesFields[do]
	}
	for _, area := range d.Program.Gathering.Areas {
		fields = append(fields, rotaField{area.Key, "number", false})
	}
	return fields
}

// problems names what was wrong for the top of the page, each leading to its field.
func (d *seriesDesk) problems() []problemLine {
	if d.refused.do == "" {
		return nil
	}
	var lines []problemLine
	for _, w := range d.refused.wrong {
		lines = append(lines, problemLine{Href: "#" + d.refused.do + "-" + d.refused.typed.Get("id") + "-" + w.Field, Text: w.Message})
	}
	if lines == nil {
		lines = []problemLine{{Text: d.refused.reason}}
	}
	return lines
}

// read makes a change of what was typed; what cannot be read is wrong.
func (d *seriesDesk) read(gathering string) (in handlers.SeriesChange, wrong []domain.FieldError) {
	typed := d.PostForm
	in = handlers.SeriesChange{
		Do: typed.Get("do"), Gathering: gathering, Name: typed.Get("name"), Place: typed.Get("place"), Street: typed.Get("street"), Because: typed.Get("because"), Text: typed.Get("text"),
	}
	in.ID, _ = uuid.Parse(typed.Get("id")) // the zero one is a new one
	refuse := func(field, key string) {
		wrong = append(wrong, domain.FieldError{Field: field, Message: d.c.say(key)})
	}
	for _, spec := range d.fieldsOf(in.Do) {
		text := domain.CleanLine(typed.Get(spec.name))
		switch {
		case spec.name == "day":
			day, ok := d.c.typedDay(text)
			if in.Day = string(day); !ok {
				refuse("day", "wrong.day")
			}
		case spec.name == "from" || spec.name == "to":
			minute, ok := typedTime(text)
			if !ok {
				refuse(spec.name, "wrong.time")
			}
			clock := fmt.Sprintf("%02d:%02d", minute/60%24, minute%60)
			if spec.name == "from" {
				in.From = clock
			} else {
				in.To = clock
			}
		case spec.kind == "number":
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 || n > series.SeatsMax {
				refuse(spec.name, known("series.wrong."+spec.name, "series.wrong.number"))
			}
			if in.Do != "tally" {
				in.Capacity = n
				continue
			}
			if in.Areas == nil {
				in.Areas = map[string]int{}
			}
			in.Areas[spec.name] = n
		}
	}
	return in, wrong
}

// take brings a page's form to the desk. A refusal is kept with everything that was typed; other errors are not the form's.
func (d *seriesDesk) take(gathering string) error {
	if err := readRotaForm(d.request); err != nil {
		return err
	}
	in, wrong := d.read(gathering)
	d.refused = refusedChange{do: in.Do, typed: d.PostForm, wrong: wrong, status: http.StatusBadRequest}
	if _, knows := seriesFields[in.Do]; !knows && in.Do != "tally" {
		return domain.Errorf(domain.NotFound, "This cannot be done with gatherings.")
	}
	if len(wrong) > 0 {
		return nil
	}
	err := d.server.Desk.ChangeSeries(d.Context(), d.who, d.Program.Key, in)
	switch code := domain.CodeOf(err); code {
	case "":
		d.refused = refusedChange{}
		return nil
	case domain.Invalid, domain.Rejected, domain.Conflict, domain.Unavailable:
		d.refused.status, d.refused.wrong, d.refused.reason = statusOf(code), fieldsOf(err), domain.MessageOf(err)
		return nil
	default:
		return err
	}
}
