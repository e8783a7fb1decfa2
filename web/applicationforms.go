package web

import (
	"slices"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/words"
)

// applicationForms are the acts that make sense now, grouped by what they are about.
func (v taskWords) applicationForms(texts []application.Consent, who handlers.Person, refused tried, wrong map[string]string) []actGroup {
	s, rules := v.file.application(), v.file.terms.Program.Application
	var groups []actGroup
	for _, g := range applicationGroups {
		group := actGroup{Title: v.c.say(g.title)}
		for _, name := range g.acts {
			if !offeredApplication(name, s, rules, who) {
				continue
			}
			if name == "sign" {
				group.Acts = append(group.Acts, v.signForms(texts, "/cases/"+v.file.Reference+"/acts/sign", s)...)
				continue
			}
			group.Acts = append(group.Acts, v.caseAct("act.application."+name, name, "/cases/"+v.file.Reference+"/acts/"+name, applicationFields[name], refused, wrong,
				func(field *fieldView) { v.applicationOptions(field, name) }))
		}
		if len(group.Acts) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// caseAct is the form of one act, with what was typed when it was just refused.
func (v taskWords) caseAct(key, name, action string, fields []actField, refused tried, wrong map[string]string, options func(*fieldView)) actForm {
	form := actForm{Label: v.c.say(key), Action: action, Open: refused.action == name, Button: buttonView{Label: v.c.say(key + ".button")}}
	if words.Known(key + ".help") {
		form.Help = v.c.say(key + ".help")
	}
	for _, f := range fields {
		field := v.plainField(key, name, f)
		if f.kind == "select" {
			options(&field)
			v.toChoose(&field)
		}
		if refused.action == name {
			v.tryAgain(&field, f, refused.typed, wrong)
			if name == "interpreter" && field.Error != "" {
				field.Optional = false // another language was chosen, and has no other name
			}
		}
		form.Fields = append(form.Fields, field)
	}
	return form
}

// mayStayEmpty are fields of acts that need no answer.
var mayStayEmpty = map[string]bool{
	"add_contact.phone": true, "add_contact.email": true, "renew.checked_on": true, "renew.expires_on": true, "issue.size": true, "interpreter.other": true, "reach.phone": true, "reach.email": true, "reach.text_phone": true,
	"screen.clear.expires_on": true, "screen.clear.checked_on": true,
}

func (v taskWords) plainField(key, act string, f actField) fieldView {
	label := v.actLabel(key, f.name)
	id := act + "-" + f.name
	kind := f.kind
	switch f.kind {
	case "day":
		kind = "date"
	case "yes", "said", "wish":
		kind = "choice"
	case "time":
		kind = "text"
	}
	field := textField(f.name, kind, label, "")
	if f.kind == "time" {
		field.Help = v.c.say("series.help.from")
	}
	if help := key + "." + f.name + "_help"; words.Known(help) {
		field.Help = v.c.say(help)
	}
	field.ID, field.Optional = id, mayStayEmpty[act+"."+f.name]
	switch f.kind {
	case "day":
		field.Parts = dateParts(f.name, v.c.say, map[string]string{})
		for i := range field.Parts {
			field.Parts[i].ID = id + field.Parts[i].ID[len(f.name):]
		}
	case "yes", "said", "wish":
		v.yesOrNo(&field, f.kind, "")
	}
	return field
}

// signForms are one form for each text that waits for a signature, with the text itself.
func (v taskWords) signForms(texts []application.Consent, action string, s application.State) []actForm {
	var forms []actForm
	for _, text := range s.Consents(texts) {
		awaited := false
		for _, key := range s.Unsigned {
			awaited = awaited || key == text.Key
		}
		if _, signed := s.Signature(text.Key); signed || !awaited && text.Required {
			continue
		}
		in := v.language
		if !text.SignedIn(in) {
			in = "en"
		}
		forms = append(forms, actForm{
			Label: v.c.say("act.application.sign", text.Title.In(v.language)), Help: text.Text.In(in), Action: action, Open: awaited,
			Fields: []fieldView{
				hiddenField("consent", text.Key), hiddenField("hash", application.HashOf(text.Text[in])), hiddenField("language", in),
			},
			Button: buttonView{Label: v.c.say("act.application.sign.button")},
		})
	}
	return forms
}

func hiddenField(name, value string) fieldView {
	return fieldView{Name: name, ID: name, Type: "hidden", Value: value}
}

// applicationOptions fill what can be chosen in an act on an application.
func (v taskWords) applicationOptions(field *fieldView, act string) {
	s, p := v.file.application(), v.file.terms.Program
	switch field.Name {
	case "phone_shared", "leave_message", "call_hours":
		v.mindedOptions(field)
	case "relation":
		if v.file.ofAdults() {
			field.choose(application.OtherContact, v.c.say("relation."+application.OtherContact), "")
			return
		}
		for _, relation := range []string{application.Guardian, application.SecondGuardian, application.OtherContact} {
			field.choose(relation, v.c.say("relation."+relation), "")
		}
	case "contact":
		for _, c := range v.file.contacts() {
			if c.Barred == (act == "unbar") {
				field.choose(c.ID.String(), v.contactWords(c), "")
			}
		}
	case "consent":
		for _, g := range s.Signed {
			field.choose(g.Consent, consentTitle(p.Application.Consents, g.Consent, v.language), "")
		}
	case "check":
		for _, c := range s.Checks {
			field.choose(c.Key, checkTitle(p, c.Key, v.language), "")
		}
	case "item":
		for _, item := range p.Application.Equipment {
			field.choose(item.Key, item.Title.In(v.language), "")
		}
	case "size":
		field.choose("", v.c.say("item.no_size"), "")
		for _, item := range p.Application.Equipment {
			for _, size := range item.Sizes {
				if !field.has(size) {
					field.choose(size, size, "")
				}
			}
		}
	case "handing":
		for _, h := range s.Handings {
			if h.Status == "out" {
				field.choose(h.ID.String(), itemTitle(p, h.Item, v.language)+" "+h.Size, "")
			}
		}
	}
}

func consentTitle(texts []application.Consent, key, language string) string {
	for _, text := range texts {
		if text.Key == key {
			return text.Title.In(language)
		}
	}
	return key
}

// has tells whether an option is there already.
func (f *fieldView) has(value string) bool {
	for _, o := range f.Options {
		if o.Value == value {
			return true
		}
	}
	return false
}

// applicationGroups are the acts on an application, by what they are about.
var applicationGroups = []struct {
	title string
	acts  []string
}{
	{"page.application.place", []string{"take_place", "pass_place"}},
	{"page.application.people", []string{"add_contact", "reach", "first", "messages", "bar", "unbar", "custody"}},
	{"page.application.papers", []string{"sign", "unsign", "renew"}},
	{"page.application.things", []string{"issue", "return", "lost"}},
	{"page.application.write", []string{"note"}},
	{"page.application.end", []string{"withdraw", "close"}},
}

// applicationFields are the fields of every act on an application.
var applicationFields = map[string][]actField{
	"add_contact": {{"name", "text"}, {"relation", "select"}, {"phone", "text"}, {"email", "text"}, {"texts", "yes"}, {"phone_shared", "select"}, {"leave_message", "select"}, {"call_hours", "select"}},
	"reach":       {{"contact", "select"}, {"phone", "text"}, {"email", "text"}, {"text_phone", "text"}, {"texts", "said"}, {"phone_shared", "select"}, {"leave_message", "select"}, {"call_hours", "select"}},
	"first":       {{"contact", "select"}},
	"messages":    {{"contact", "select"}, {"yes", "wish"}},
	"bar":         {{"contact", "select"}, {"note", "long_text"}},
	"unbar":       {{"contact", "select"}, {"note", "long_text"}},
	"custody":     {{"note", "long_text"}},
	"sign":        {{"consent", "select"}, {"hash", "hidden"}, {"language", "hidden"}},
	"unsign":      {{"consent", "select"}},
	"renew":       {{"check", "select"}, {"checked_on", "day"}, {"expires_on", "day"}},
	"issue":       {{"item", "select"}, {"size", "select"}},
	"return":      {{"handing", "select"}},
	"lost":        {{"handing", "select"}},
	"note":        {{"note", "long_text"}},
	"close":       {{"reason", "long_text"}},
}

// offeredApplication tells whether an act makes sense now for whoever looks; the rules have the last word.
func offeredApplication(name string, s application.State, r *application.Rules, who handlers.Person) bool {
	leads := who.Has(domain.RoleCoordinator)
	open := s.Phase != application.Over
	out := slices.ContainsFunc(s.Handings, func(h application.Handing) bool { return h.Status == "out" })
	switch name {
	case "issue":
		return s.Phase == application.InPlace && len(r.Equipment) > 0
	case "return", "lost":
		return out
	case "take_place", "pass_place":
		return leads && s.Phase == application.Offered
	case "unbar":
		return leads && slices.ContainsFunc(s.Contacts, func(c application.Contact) bool { return c.Barred })
	case "bar":
		return leads && len(s.Contacts) > 1
	case "first":
		return leads && open && len(s.Readers()) > 1
	case "renew":
		return leads && open && len(s.Checks) > 0
	case "sign":
		return leads && open && len(s.Unsigned) > 0
	case "unsign":
		return leads && open && len(s.Signed) > 0
	case "custody":
		return leads && !s.Forgotten && (s.Minor || r.For == application.ForChildren) // nobody has custody of an adult
	case "note":
		return leads && !s.Forgotten
	}
	return leads && open
}
