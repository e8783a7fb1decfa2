package web

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/almoner/almoner/domain/season"
)

// seasonFields are the fields of every act on a season. What a group's own page fills in is hidden there.
var seasonFields = map[string][]actField{
	"seat":           {{"application", "select"}, {"group", "select"}, {"reason", "long_text"}},
	"resize":         {{"group", "select"}, {"capacity", "count"}},
	"add_group":      {{"like", "select"}, {"capacity", "count"}},
	"outline":        {{"group", "hidden"}, {"topics", "several"}},
	"assign":         {{"group", "select"}, {"coach", "select"}},
	"unassign":       {{"group", "hidden"}, {"coach", "select"}},
	"cancel_session": {{"group", "hidden"}, {"number", "nth"}},
	"cancel_day":     {{"day", "day"}},
	"move_session":   {{"group", "hidden"}, {"number", "nth"}, {"day", "day"}, {"from", "time"}, {"to", "time"}},
}

// seasonActs are those on a season's own page, and groupActs those on a group's.
var (
	seasonActs = []string{"seat", "resize", "add_group", "assign", "cancel_day"}
	groupActs  = []string{"cancel_session", "move_session", "assign", "unassign", "resize", "seat", "outline"}
)

// afterSeasonAct leads whoever called meetings off to the list of who was told.
func (s *Server) afterSeasonAct(q *request, f *caseFile, act string) string {
	of := s.seasonFile(q, f)
	switch act {
	case "cancel_day":
		return of.told(typedDay(q, "day"))
	case "cancel_session", "move_session":
		number, _ := strconv.Atoi(q.PostForm.Get("number")) // the act was done, so it is one
		if g, exists := f.season().Group(q.PostForm.Get("group")); exists {
			for _, m := range f.season().Plan(g, of.plan) {
				if m.Number == number {
					return of.told(m.StartsAt.In(of.words.c.zone).Format(time.DateOnly))
				}
			}
		}
	case "complete":
		return of.path() + "/people?done=complete"
	}
	return ""
}

// told is the page of who was told of what was called off on a day.
func (f seasonFile) told(day string) string {
	return f.path() + "/told?day=" + url.QueryEscape(day)
}

// seasonForms are what a coordinator can do with a season as a whole.
func (f seasonFile) seasonForms(list volunteers, waiting []optionView, refused tried, wrong map[string]string) []actGroup {
	if f.season().Over {
		return nil
	}
	group := actGroup{Title: f.words.c.say("page.season.acts")}
	for _, name := range seasonActs {
		if name == "seat" && len(waiting) == 0 {
			continue
		}
		group.Acts = append(group.Acts, f.form(name, f.path()+"/acts/"+name, refused, wrong, func(field *fieldView) {
			f.seasonOptions(field, list, "", waiting)
		}))
	}
	return []actGroup{group}
}

// form is the form of one act on a season.
func (f seasonFile) form(name, action string, refused tried, wrong map[string]string, options func(*fieldView)) actForm {
	fields := slices.DeleteFunc(slices.Clone(seasonFields[name]), func(field actField) bool { return field.kind == "several" })
	for i := range fields {
		switch fields[i].kind {
		case "count":
			fields[i].kind = "number"
		case "nth":
			fields[i].kind = "select"
		}
	}
	act := f.words.caseAct("act.season."+name, name, action, fields, refused, wrong, options)
	if name == "cancel_session" || name == "cancel_day" { // nobody can call back what families were told
		act.Button.Kind = "warn"
	}
	return act
}

// seasonOptions fill what can be chosen in an act on a season.
func (f seasonFile) seasonOptions(field *fieldView, list volunteers, group string, people []optionView) {
	switch field.Name {
	case "application":
		field.Options = nil
		for _, o := range people {
			field.choose(o.Value, o.Label, "")
		}
	case "group", "like":
		for _, g := range f.season().Groups {
			field.choose(g.Key, f.words.c.say("page.season.free", groupName(f.terms.Program, g.Key, f.words.language), max(0, g.Capacity-g.Taken)), group)
		}
	case "coach":
		for _, o := range list.options(f.words.c, f.season(), group) {
			field.choose(o.Value, o.Label, "")
		}
	}
}

// groupForms are what a coordinator can do with one group.
func (g groupFile) groupForms(list volunteers, refused tried, wrong map[string]string) []actGroup {
	if g.season().Over {
		return nil
	}
	group := actGroup{Title: g.words.c.say("page.group.acts")}
	for _, name := range groupActs {
		if !g.offers(name, list) {
			continue
		}
		form := g.form(name, g.path()+"/acts/"+name, refused, wrong, func(field *fieldView) { g.groupOptions(field, name, list) })
		if name != "seat" {
			form.Fields = append(slices.DeleteFunc(form.Fields, func(field fieldView) bool { return field.Name == "group" }), hiddenField("group", g.group.Key))
		}
		if name == "outline" {
			form.Fields = append(form.Fields, g.topicFields()...)
		}
		group.Acts = append(group.Acts, form)
	}
	return []actGroup{group}
}

// offers tells whether an act makes sense for a group now; the rules have the last word.
func (g groupFile) offers(name string, list volunteers) bool {
	switch name {
	case "unassign":
		return len(g.group.Coaches) > 0
	case "assign":
		return len(list.options(g.words.c, g.season(), g.group.Key)) > 0
	case "cancel_session", "move_session":
		_, ahead := g.next(g.group)
		return ahead
	case "seat":
		return len(g.children) > 0
	case "outline":
		return len(g.terms.Program.Application.Season.Outline) > 0
	}
	return true
}

func (g groupFile) groupOptions(field *fieldView, act string, list volunteers) {
	var people []optionView
	for _, child := range g.children {
		people = append(people, optionView{Value: child.ID.String(), Label: child.applicant()})
	}
	switch {
	case field.Name == "number":
		for _, m := range g.meetings {
			if !m.Cancelled() && m.EndsAt.After(g.words.c.now) {
				field.choose(strconv.Itoa(m.Number), g.sessionName(m), "")
			}
		}
	case field.Name == "coach" && act == "unassign":
		for _, p := range list {
			if slices.Contains(g.group.Coaches, p.id) {
				field.choose(p.id.String(), p.name, "")
			}
		}
	default:
		g.seasonOptions(field, list, g.group.Key, people)
	}
}

// topicFields ask for the topic of each session, in order.
func (g groupFile) topicFields() (fields []fieldView) {
	for _, m := range g.meetings {
		field := textField("topics", "select", g.words.c.say("act.season.outline.topic", m.Number), m.Topic)
		field.ID = "topic-" + strconv.Itoa(m.Number)
		field.choose("", g.words.c.say("act.season.outline.none"), m.Topic)
		for _, topic := range g.terms.Program.Application.Season.Outline {
			field.choose(topic.Key, topic.Title.In(g.words.language), m.Topic)
		}
		fields = append(fields, field)
	}
	return fields
}

// sessionName is a meeting in few words: its number, and when it is.
func (g groupFile) sessionName(m season.Meeting) string {
	if m.Cancelled() {
		return g.words.c.say("page.mine.cancelled", m.Number)
	}
	return g.words.c.say("page.season.session", m.Number, g.words.c.moment(m.StartsAt).Words)
}
