package web

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/words"
)

// actGroup is what can be done about one thing.
type actGroup struct {
	Title string
	Acts  []actForm
}

// caseGroups are the acts of a case's people, by what they are about, in the order in which they are needed.
var caseGroups = []struct {
	title string
	acts  []string
}{
	{"page.care.visit", []string{"check_in", "check_out", "address"}},
	{"page.care.write", []string{"note", "add_document", "remove_document"}},
	{"page.care.family", []string{"add_relative", "notified", "messages"}},
	{"page.care.dates", []string{"add_date", "skip_date", "remove_date", "pause"}},
	{"page.care.help", []string{"need", "partner", "open_claim", "paper", "file_claim"}},
	{"page.care.trust", []string{"release", "revoke", "concern"}},
	{"page.care.end", []string{"hand_over", "decline", "not_reached", "link", "merge", "close", "reopen"}},
}

// caseFields are the fields of every act on a case.
var caseFields = map[string][]actField{
	"check_out":       {{"unsafe", "yes"}},
	"address":         {{"unsafe", "yes"}},
	"note":            {{"note", "long_text"}},
	"add_document":    {{"file", "file"}},
	"remove_document": {{"document", "select"}},
	"add_relative":    {{"name", "text"}, {"relation", "text"}, {"phone", "text"}, {"email", "text"}, {"notified", "yes"}, {"texts", "yes"}, {"child", "yes"}, {"phone_shared", "select"}, {"leave_message", "select"}, {"call_hours", "select"}},
	"notified":        {{"relative", "select"}},
	"messages":        {{"relative", "select"}, {"yes", "wish"}},
	"add_date":        {{"kind", "select"}, {"on", "day"}, {"yearly", "yes"}},
	"skip_date":       {{"date", "select"}},
	"remove_date":     {{"date", "select"}},
	"pause":           {{"until", "day"}},
	"need":            {{"kind", "select"}, {"on", "day"}},
	"partner":         {{"partner", "select"}},
	"open_claim":      {{"from", "day"}},
	"paper":           {{"paper", "select"}},
	"release":         {{"scope", "select"}, {"until", "day"}},
	"revoke":          {{"release", "select"}},
	"hand_over":       {{"minister", "select"}},
	"decline":         {{"note", "long_text"}},
	"not_reached":     {{"note", "long_text"}},
	"link":            {{"reference", "text"}},
	"merge":           {{"reference", "text"}},
	"close":           {{"note", "long_text"}},
}

// offered tells whether an act makes sense now for whoever looks; the rules have the last word.
func offered(name string, s support.State, p *support.Protocol, who handlers.Person) bool {
	leads := who.Has(domain.RoleCoordinator)
	engaged := s.IsEngaged(who.ID)
	_, visiting := s.Visit(who.ID)
	if s.Phase == support.Closed {
		return leads && (name == "reopen" || name == "remove_document" && len(s.Documents) > 0)
	}
	switch name {
	case "check_in":
		return engaged && !visiting && !s.Unsafe && (s.Phase == support.Assigned || s.Phase == support.InContact)
	case "check_out":
		return visiting
	case "notified":
		return leads && p.Gate
	case "release":
		return leads && s.Referral != uuid.Nil
	case "link", "merge", "close", "decline", "not_reached":
		return leads
	case "hand_over":
		return engaged || leads && len(s.Engaged()) > 0
	case "skip_date", "remove_date":
		return len(s.Dates)+len(s.Approaching) > 0
	case "revoke":
		return leads && len(s.Releases) > 0
	case "remove_document":
		return len(s.Documents) > 0
	case "need":
		return len(p.Needs) > 0
	case "partner":
		return len(p.Partners) > 0
	case "open_claim":
		return p.Claim.Within > 0 && s.Claim.DueAt.IsZero()
	case "paper", "file_claim":
		return !s.Claim.DueAt.IsZero() && !s.Claim.Filed
	case "concern":
		return p.Concern > 0 && s.ConcernUntil.IsZero()
	case "add_date":
		return len(p.Dates.Kinds) > 0
	}
	return name != "reopen"
}

// caseForms are the acts that make sense now, grouped by what they are about.
func (v taskWords) caseForms(s support.State, p *support.Protocol, who handlers.Person, names map[uuid.UUID]string, refused tried, wrong map[string]string) []actGroup {
	var groups []actGroup
	for _, g := range caseGroups {
		group := actGroup{Title: v.c.say(g.title)}
		for _, name := range g.acts {
			if !offered(name, s, p, who) {
				continue
			}
			key := "act.case." + name
			form := actForm{Label: v.c.say(key), Action: "/cases/" + v.file.Reference + "/acts/" + name, Open: refused.action == name, Button: buttonView{Label: v.c.say(key + ".button")}}
			if name == "add_document" {
				form.Action, form.Files = "/cases/"+v.file.Reference+"/documents", true
			}
			if help := v.gated(key + ".help"); words.Known(help) {
				form.Help = v.c.say(help)
			}
			for _, f := range v.file.asked(caseFields[name]) {
				field := v.caseField(name, f, s, p, names)
				if refused.action == name {
					v.tryAgain(&field, f, refused.typed, wrong)
				}
				form.Fields = append(form.Fields, field)
			}
			group.Acts = append(group.Acts, form)
		}
		if len(group.Acts) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

func (v taskWords) caseField(act string, f actField, s support.State, p *support.Protocol, names map[uuid.UUID]string) fieldView {
	label := v.actLabel("act.case."+act, f.name)
	if act == "add_relative" && f.name == "relation" {
		label = v.c.say(v.gated("act.case.add_relative.relation"))
	}
	id := act + "-" + f.name
	switch f.kind {
	case "day":
		field := textField(f.name, "date", label, "")
		field.ID, field.Parts = id, dateParts(f.name, v.c.say, map[string]string{})
		for i := range field.Parts {
			field.Parts[i].ID = id + field.Parts[i].ID[len(f.name):]
		}
		field.Optional = act == "pause"
		return field
	case "yes", "wish":
		field := textField(f.name, "choice", label, "")
		field.ID = id
		v.yesOrNo(&field, f.kind, "")
		return field
	}
	field := textField(f.name, f.kind, label, "")
	field.ID = id
	field.Optional = f.name == "relation" || f.name == "phone" || f.name == "email" || f.name == "note" && act != "note"
	if act == "add_relative" && f.kind == "select" {
		v.mindedOptions(&field)
	} else if f.kind == "select" {
		v.caseOptions(&field, act, s, p, names)
	}
	v.toChoose(&field)
	return field
}

// caseOptions fills what can be chosen in an act on a case.
func (v taskWords) caseOptions(field *fieldView, act string, s support.State, p *support.Protocol, names map[uuid.UUID]string) {
	codes := func(prefix string, list []string) {
		for _, code := range list {
			field.choose(code, codeWords(v.c.say, prefix, code), "")
		}
	}
	switch field.Name {
	case "relative":
		for _, r := range v.relatives {
			field.choose(r.ID.String(), r.Name, "")
		}
	case "date":
		for _, d := range s.Ahead(v.c.now) {
			field.choose(d.ID.String(), codeWords(v.c.say, "date.kind.", d.Kind)+", "+v.c.day(d.On), "")
		}
	case "kind":
		if act == "need" {
			codes("want.", p.Needs)
			return
		}
		codes("date.kind.", p.Dates.Kinds)
	case "document":
		for _, d := range v.file.documents() {
			field.choose(d.ID.String(), d.Name, "")
		}
	case "partner":
		for _, partner := range p.Partners {
			field.choose(partner.Key, partner.Name, "")
		}
	case "paper":
		codes("paper.", slices.DeleteFunc(slices.Clone(p.Claim.Papers), func(code string) bool { return slices.Contains(s.Claim.Papers, code) }))
	case "scope":
		codes("scope.", support.Scopes())
	case "release":
		for _, r := range s.Releases {
			field.choose(r.ID.String(), v.c.say("scope."+r.Scope)+", "+v.c.day(r.Until), "")
		}
	case "minister":
		for _, minister := range s.Engaged() {
			field.choose(minister.String(), names[minister], "")
		}
	}
}

// typedDay puts the three inputs of a date together as YYYY-MM-DD; what is no date goes on as it was typed, and the act refuses it.
func typedDay(q *request, name string) string {
	part := func(end string) string { return strings.TrimSpace(q.PostForm.Get(name + end)) }
	year, month, day := part("-year"), part("-month"), part("-day")
	if year+month+day == "" {
		return ""
	}
	if on, err := time.Parse("2006-1-2", year+"-"+month+"-"+day); err == nil {
		return on.Format(time.DateOnly)
	}
	return year + "-" + month + "-" + day
}
