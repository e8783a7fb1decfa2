package web

import (
	"net/http"
	"slices"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/handlers"
)

// standby lists who could be sent by a coordinator's word: everybody on the program's rota.
func (s *Server) standby(q *request, program string) (options []optionView, err error) {
	onRota, _, err := s.Desk.ReadRota(q.Context(), q.who, program)
	if err != nil {
		return nil, err
	}
	people, err := s.Store.People(q.Context(), q.who.Scope(), s.Now())
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if !slices.ContainsFunc(onRota.Ministers, func(m rota.Minister) bool { return m.ID == p.ID }) {
			continue
		}
		c, err := s.Desk.OpenContact(q.who.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
		if err != nil {
			return nil, err
		}
		options = append(options, optionView{Value: p.ID.String(), Label: c.Name})
	}
	return options, nil
}

// actOnCasePage brings a form of a case's page to the desk as the API would, and comes back with what was typed when it is refused.
func (s *Server) actOnCasePage(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	file, err := s.caseFor(q)
	if err == nil && file.Workflow == "gathering" && q.who.Has(domain.RoleCoordinator) {
		return s.actOnVisit(w, q, file)
	}
	if err != nil {
		return err
	}
	of := views[file.Workflow]
	if of.opens == nil || !of.opens(q.who, file) {
		return domain.Errorf(domain.NotFound, "We find no request with that reference.")
	}
	name := q.PathValue("action")
	if !slices.Contains(handlers.CaseActions(file.Workflow), name) {
		return domain.Errorf(domain.NotFound, "That cannot be done with this case.")
	}
	refused, err := s.tryAct(q, name, file.asked(of.fields[name]), func(body []byte) error {
		_, err := s.Desk.ActOnCase(q.Context(), q.who, file.Case, name, "", body)
		return err
	})
	switch {
	case err != nil:
		return err
	case refused != nil:
		return of.page(s, w, q, file, *refused)
	case name == "hand_over" && !q.who.Has(domain.RoleCoordinator):
		return seeOther(w, "/inbox?done=case.hand_over")
	}
	if of.after != nil {
		if to := of.after(s, q, file, name); to != "" {
			return seeOther(w, to)
		}
	}
	return seeOther(w, "/cases/"+file.Reference+"?done="+name)
}

// actOnVisit does for somebody who telephones what they could do with their own answer.
func (s *Server) actOnVisit(w http.ResponseWriter, q *request, file *caseFile) error {
	name := q.PathValue("action")
	fields, known := visitFields[name]
	if !known || !slices.Contains(handlers.CaseActions(file.Workflow), name) {
		return domain.Errorf(domain.NotFound, "That cannot be done with this case.")
	}
	refused, err := s.tryAct(q, name, fields, func(body []byte) error {
		_, err := s.Desk.ActOnCase(q.Context(), q.who, file.Case, name, "", body)
		return err
	})
	switch {
	case err != nil:
		return err
	case refused != nil:
		return s.casePage(w, q, file, *refused)
	}
	return seeOther(w, "/cases/"+file.Reference+"?done="+name)
}

// tryAct brings a page's form to an act. Refused is what the page shows again; err whatever is no answer to the form.
func (s *Server) tryAct(q *request, name string, fields []actField, act func([]byte) error) (refused *tried, err error) {
	body, wrong, err := actBody(q, fields)
	if err != nil {
		return nil, err
	}
	if wrong == nil {
		err = act(body)
		wrong = fieldsOf(err)
	}
	switch code := domain.CodeOf(err); {
	case err == nil && wrong == nil:
		return nil, nil
	case err == nil, code == domain.Invalid, code == domain.Rejected, code == domain.Unavailable, code == domain.Conflict, code == domain.Forbidden:
		refused = &tried{status: http.StatusBadRequest, action: name, typed: typedIn(q), wrong: wrong}
		if err != nil {
			refused.status, refused.reason = statusOf(code), domain.MessageOf(err)
		}
		return refused, nil
	}
	return nil, err
}

// familyFields are the fields of what a family chooses for itself.
var familyFields = map[string][]actField{
	"messages": {{"yes", "wish"}}, "add_date": {{"kind", "select"}, {"on", "day"}, {"yearly", "yes"}}, "remove_date": {{"date", "select"}}, "skip_date": {{"date", "select"}},
	"pause": {{"until", "day"}}, "release": {{"scope", "select"}, {"until", "day"}}, "revoke": {{"release", "select"}},
}

// chooseOnPage is a choice of the family's on its own page.
func (s *Server) chooseOnPage(w http.ResponseWriter, q *request) error {
	o, err := s.openReceipt(q)
	if err != nil {
		return err
	}
	if err := readForm(q); err != nil {
		return err
	}
	name := q.PathValue("action")
	fields, known := familyFields[name]
	switch {
	case o.status.Application != nil:
		fields, known = applicationChoices[name]
	case o.status.Gathering != nil:
		fields, known = visitFields[name]
	case o.file != nil && o.file.Workflow == "concern":
		fields, known = concernChoices[name]
	case o.status.Support == nil:
		known = false
	}
	if !known || o.file == nil {
		return domain.Errorf(domain.NotFound, "That cannot be done here at the moment.")
	}
	refused, err := s.tryAct(q, name, fields, func(body []byte) error {
		_, err := s.Desk.Choose(q.Context(), o.of, o.file.reader, name, "", body)
		return err
	})
	switch {
	case err != nil:
		return err
	case refused != nil:
		return s.receiptPage(w, q, o, refused.status, "", "", *refused)
	}
	return seeOther(w, receiptPath(o.status.Reference, q.PathValue("token"))+"?chosen="+name)
}

// familyChoices are the forms by which a family keeps what is its own.
func (v taskWords) familyChoices(st *supportStatus, path string, refused tried) []actForm {
	var forms []actForm
	_, wrong := problemsOf(refused.wrong)
	for _, name := range st.Actions {
		if !st.chooses(name) {
			continue
		}
		key := "choose." + name
		form := actForm{Label: v.c.say(key), Help: v.c.say(key + ".help"), Action: path + "/choose/" + name, Open: refused.action == name, Button: buttonView{Label: v.c.say(key + ".button")}}
		for _, f := range familyFields[name] {
			field := textField(f.name, f.kind, v.c.say(key+"."+f.name), "")
			field.ID = name + "-" + f.name
			switch f.kind {
			case "yes", "wish":
				marked := ""
				if f.kind == "wish" {
					marked = st.wish
				}
				v.yesOrNo(&field, f.kind, marked)
			case "day":
				field.Type, field.Parts, field.Optional = "date", dateParts(f.name, v.c.say, refused.typedFor(name)), name == "pause"
				for i := range field.Parts {
					field.Parts[i].ID = field.ID + field.Parts[i].ID[len(f.name):]
				}
			case "select":
				v.familyOptions(&field, st)
				v.toChoose(&field)
			}
			if refused.action == name {
				field.Error = wrong[f.name]
				field.Value = refused.typed[f.name]
				v.chooseAgain(&field)
			}
			form.Fields = append(form.Fields, field)
		}
		forms = append(forms, form)
	}
	return forms
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// typedFor gives what was typed into one form, when it is that one that was refused.
func (t tried) typedFor(name string) map[string]string {
	if t.action == name {
		return t.typed
	}
	return map[string]string{}
}

// chooses tells whether a choice makes sense now.
func (st *supportStatus) chooses(name string) bool {
	switch name {
	case "reach": // on a page of its own
		return false
	case "remove_date", "skip_date":
		return len(st.Dates) > 0
	case "release":
		return len(st.Scopes) > 0
	case "revoke":
		return len(st.Releases) > 0
	case "add_date":
		return len(st.Kinds) > 0
	}
	return true
}

func (v taskWords) familyOptions(field *fieldView, st *supportStatus) {
	switch field.Name {
	case "kind":
		for _, code := range st.Kinds {
			field.choose(code, codeWords(v.c.say, "date.kind.", code), "")
		}
	case "scope":
		for _, code := range st.Scopes {
			field.choose(code, v.c.say("scope."+code), "")
		}
	case "date":
		for _, d := range st.Dates {
			field.choose(d.ID.String(), codeWords(v.c.say, "date.kind.", d.Kind)+", "+v.c.day(d.On), "")
		}
	case "release":
		for _, r := range st.Releases {
			field.choose(r.ID.String(), v.c.say("scope."+r.Scope)+", "+v.c.day(r.Until), "")
		}
	}
}

// familySupport puts a family's own part of its page into words.
func (v taskWords) familySupport(st *supportStatus, path string, refused tried) *familySupport {
	f := &familySupport{Choices: v.familyChoices(st, path, refused)}
	if st.Partner != nil {
		f.Partner = &noticeView{Title: v.c.say("page.family.partner"), Lines: []string{v.c.say("page.family.partner_call", st.Partner.Name, st.Partner.Phone)}}
	}
	if st.People > 0 {
		f.People = v.c.say("page.family.people", st.People)
	}
	f.Rows = append(f.Rows, v.row("page.family.messages", v.c.say("page.family.messages_"+yesOrNo(st.Messages))))
	for _, d := range st.Dates {
		f.Rows = append(f.Rows, summaryRow{Label: codeWords(v.c.say, "date.kind.", d.Kind), Value: v.c.day(d.On)})
	}
	for _, r := range st.Releases {
		f.Rows = append(f.Rows, v.row("page.family.released", v.c.say("scope."+r.Scope)+", "+v.c.day(r.Until)))
	}
	if st.Paused != nil {
		f.Rows = append(f.Rows, v.row("page.family.paused", v.c.day(*st.Paused)))
	}
	if len(st.Readings) > 0 {
		f.Readings = &tableView{Caption: v.c.say("page.family.readings"), Heads: []tableHead{{Label: v.c.say("head.when")}, {Label: v.c.say("head.who")}}}
		for _, r := range st.Readings {
			at := v.c.stamp(r.At)
			f.Readings.row(tableCell{Date: &at}, tableCell{Text: v.c.say("reader." + r.Role)})
		}
	}
	return f
}
