package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/words"
)

// shiftsPage is what every page about shifts is made of: a heading, and sections of components one below the other.
type shiftsPage struct {
	Title, Lead   string
	Done          *noticeView
	Others, Links *rotaLinks
	Notices       []noticeView
	Sections      []shiftsSection
}

// shiftsSection shows those of its parts that there are.
type shiftsSection struct {
	Title, Text, Empty, Address string
	Links                       []link
	Cards                       []taskCard
	Rows                        []summaryRow
	Table                       *tableView
	Entries                     []rotaEntry
	Forms                       []rotaForm
	Screen                      bool // left out on paper
	Paper                       bool // the table is for paper, and the entries are for the screen
}

// showSections writes a page of sections, with what was refused on top.
func (v *shiftsView) showSections(w http.ResponseWriter, refused refusedChange, body shiftsPage, back *link) error {
	if refused.do == "" {
		refused.status, body.Done = http.StatusOK, doneNotice(v.request)
	}
	body.Links, body.Others = v.links(), v.others()
	p := v.page(body.Title, body)
	var forms []*rotaForm
	for i := range body.Sections {
		if t := body.Sections[i].Table; t != nil && t.Caption == body.Sections[i].Title {
			body.Sections[i].Title = "" // the table says it
		}
		for j := range body.Sections[i].Forms {
			forms = append(forms, &body.Sections[i].Forms[j])
		}
	}
	p.Problems, p.Back = refused.problems(forms...), back
	return v.server.show(w, refused.status, "shifts", p)
}

// shiftField is a field of a form. What it is called comes from its name, after a line's number was taken off.
type shiftField struct {
	name, kind string
	label      string // instead of the catalog's
	help       string
	optional   bool
	options    []link // value in Href
}

// form makes a form. What was typed stays when it was refused; otherwise it holds what is given.
func (v *shiftsView) form(do, action, id string, fields []shiftField, given url.Values, refused refusedChange) rotaForm {
	f := rotaForm{Do: do, Action: action, ID: id, Title: v.c.say("shifts.do." + do), Button: buttonView{Label: v.c.say("shifts.do." + do + ".button")}}
	if help := "shifts.do." + do + ".help"; words.Known(help) {
		f.Help = v.c.say(help)
	}
	values := given
	_, wrong := problemsOf(refused.wrong)
	if f.Open = refused.do == do && (id == "" || refused.typed.Get("id") == id); f.Open {
		values = refused.typed
	}
	for _, spec := range fields {
		label := spec.label
		if label == "" {
			label = v.c.say("shifts.field." + spec.name)
		}
		field := textField(spec.name, spec.kind, label, values.Get(spec.name))
		field.ID, field.Optional, field.Help = do+"-"+spec.name, spec.optional, spec.help
		if help := "shifts.help." + spec.name; spec.help == "" && words.Known(help) {
			field.Help = v.c.say(help)
		}
		if f.Open {
			field.Error = wrong[spec.name]
		}
		for i, o := range spec.options {
			field.Options = append(field.Options, optionView{ID: optionID(field.ID, i), Value: o.Href, Label: o.Label, Chosen: slices.Contains(values[spec.name], o.Href)})
		}
		f.Fields = append(f.Fields, field)
	}
	return f
}

// number keeps the fields of a form apart from those of another one of its kind on the same page.
func (f *rotaForm) number(n int) {
	for i := range f.Fields {
		f.Fields[i].ID = lineField(f.Fields[i].ID, n)
		for j := range f.Fields[i].Options {
			f.Fields[i].Options[j].ID = optionID(f.Fields[i].ID, j)
		}
	}
}

// among are people to choose from.
func (v *shiftsView) among(ids []uuid.UUID) []link {
	list := []link{{Href: "", Label: v.c.say("shifts.choose")}}
	for _, id := range ids {
		list = append(list, link{Href: id.String(), Label: v.name(id)})
	}
	return list
}

// reasons to choose from, as the rules know them.
func (v *shiftsView) reasons(codes []string) []link {
	list := []link{{Href: "", Label: v.c.say("shifts.choose")}}
	for _, code := range codes {
		list = append(list, link{Href: code, Label: v.c.say("shifts.reason." + code)})
	}
	return list
}

// refusedBy is what became of a form: nothing to show when it was done, a refusal with everything that was typed, or an error that is not the form's.
func refusedBy(do string, typed url.Values, err error) (refusedChange, error) {
	refused := refusedChange{do: do, typed: typed}
	switch code := domain.CodeOf(err); code {
	case domain.Invalid, domain.Rejected, domain.Conflict, domain.Unavailable, domain.Forbidden:
		refused.status, refused.wrong, refused.reason = statusOf(code), fieldsOf(err), domain.MessageOf(err)
		return refused, nil
	default:
		return refused, err
	}
}
