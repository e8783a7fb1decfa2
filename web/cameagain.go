package web

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
)

// againFacts is a request that came again from the number of an open case, as a coordinator reads it beside that case. Nobody has confirmed it.
type againFacts struct {
	Reference     string     `json:"reference"`
	ReceivedAt    time.Time  `json:"received_at"`
	Asker         string     `json:"who_is_asking"`
	Unsigned      bool       `json:"asker_not_signed_in,omitempty"`
	Name          string     `json:"name,omitempty"`
	WhatWouldHelp string     `json:"what_would_help,omitempty"`
	Limits        string     `json:"contact_limits,omitempty"`
	Calling       *callRules `json:"calling,omitempty"`
	NoMessages    bool       `json:"no_messages,omitempty"`
	Safety        bool       `json:"safety_concern,omitempty"`
	Independent   bool       `json:"independent,omitempty"`
	Read          bool       `json:"read,omitempty"`
}

// openBeside opens what came again from the number of a case, latest first, and finds the case that a joined request went into, as far as the
// walls of whoever reads allow.
func (s *Server) openBeside(ctx context.Context, tx store.Tx, f *caseFile) error {
	state := f.support()
	if into := state.Joined.Into; state.OnItsOwn() {
		of, err := s.Store.CaseByID(ctx, tx, into)
		if domain.CodeOf(err) == domain.NotFound {
			return nil
		}
		f.into = of.Reference
		return err
	}
	for _, id := range slices.Backward(state.Again.Requests) {
		of, err := s.Store.CaseByID(ctx, tx, id)
		if domain.CodeOf(err) == domain.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		files, err := s.openFiles(ctx, tx, []store.Case{of})
		if err != nil {
			return err
		}
		f.again = append(f.again, files[of.ID])
	}
	return nil
}

// unsigned tells whether somebody says to be the homicide desk who did not sign in.
func (f *caseFile) unsigned() bool {
	return f.support().Asker == support.AskDesk && f.support().EnteredBy == uuid.Nil
}

// cameAgain is what came again, for coordinators alone.
func (f *caseFile) cameAgain(who handlers.Person) (list []againFacts) {
	if !who.Has(domain.RoleCoordinator) {
		return nil
	}
	for i, again := range f.again {
		state := again.support()
		list = append(list, againFacts{
			Reference: again.Reference, ReceivedAt: again.ReceivedAt, Asker: string(state.Asker), Unsigned: again.unsigned(),
			Name: again.answers.Text("family_contact_name"), WhatWouldHelp: again.answers.Text("what_would_help"), Limits: again.answers.Text("contact_limits"),
			Calling: again.callRules(), NoMessages: len(state.Relatives) > 0 && state.Relatives[0].Silent, Safety: state.Safety, Independent: state.Independent, Read: i >= f.support().Again.Unread,
		})
	}
	return list
}

// besides are the requests that came again and are read in full beside a case.
func (f *caseFile) besides(who handlers.Person) (list []store.Case) {
	if !who.Has(domain.RoleCoordinator) {
		return nil
	}
	for _, again := range f.again[:min(len(f.again), f.support().Again.Unread)] {
		list = append(list, again.Case)
	}
	return list
}

// mindful is how somebody may be called with what came again, of which the more careful holds.
func (c callRules) mindful(m support.Mind) callRules {
	c.MayLeave, c.Shared, c.Unsure, c.NoTexts = c.MayLeave && !m.Quiet, c.Shared || m.Shared, c.Unsure || m.Hours, c.NoTexts || m.Silent
	return c
}

// againView is one of them on a page.
type againView struct {
	Title, Text string
	Rows        []summaryRow
	Go          link
}

// againViews show what nobody has read yet in full, and of the rest where it lies.
func (v taskWords) againViews(list []againFacts) (views []againView) {
	say := v.c.say
	for _, a := range list {
		view := againView{Title: say("page.came_again.title", v.c.day(a.ReceivedAt)), Go: link{Href: "/cases/" + a.Reference, Label: say("page.came_again.open", a.Reference), Kind: "second"}}
		if a.Read {
			view.Text = say("page.came_again.read")
			views = append(views, view)
			continue
		}
		view.Text = say("page.came_again.unconfirmed")
		view.Rows = append([]summaryRow{v.row("fact.asker", v.askerWords(a.Asker, a.Unsigned)), v.row("fact.family_name", a.Name)}, v.rulesOfCalling(a.Calling, true)...)
		if a.NoMessages {
			view.Rows = append(view.Rows, v.row("page.came_again.messages", say("page.came_again.no_messages")))
		}
		if a.Safety {
			view.Rows = append(view.Rows, v.row("page.came_again.safety", say("page.care.safety")))
		}
		if a.Independent {
			view.Rows = append(view.Rows, v.row("page.came_again.independent", say("field.yes")))
		}
		view.Rows = append(view.Rows, v.row("fact.what_would_help", a.WhatWouldHelp))
		if a.Limits != "" {
			view.Rows = append(view.Rows, v.row("fact.limits", a.Limits))
		}
		views = append(views, view)
	}
	return views
}

// askerWords name who asked; who says to be the desk and did not sign in is not taken at their word.
func (v taskWords) askerWords(asker string, unsigned bool) string {
	if unsigned {
		return v.c.say("asker.unsigned_desk")
	}
	return v.c.say("asker." + asker)
}
