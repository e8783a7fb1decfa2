package web

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/referral"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// support is the state of a family's case; of every other case the zero one.
func (f *caseFile) support() support.State {
	s, _ := f.state.(support.State)
	return s
}

// referral is what the desk knows of a case.
func (f *caseFile) referral() referral.State {
	s, _ := f.state.(referral.State)
	return s
}

// referred is what the desk wrote itself of a family that has not been told yet; empty once it was, because then it is erased.
func (f *caseFile) referred() (r handlers.Referred) {
	_ = json.Unmarshal([]byte(f.texts[referral.Written(f.referral().Case)]), &r)
	return r
}

// sentRows are what somebody sent, as their receipt repeats it. On the desk's side lies next to nothing of that.
func (f *caseFile) sentRows(language string, c calendar) []summaryRow {
	if f.Workflow != "referral" {
		return f.signedRows(c.say, language, recordRows(f.terms.Program.Kept(), language, c, f.allAnswers()))
	}
	v, written := taskWords{c: c, language: language}, f.referred()
	var rows []summaryRow
	if written.Family != "" {
		rows = append(rows, v.row("fact.referred", written.Family))
	}
	if written.Area != "" {
		rows = append(rows, v.row("fact.area", codeWords(c.say, "area.", written.Area)))
	}
	return rows
}

// sentOnward says where everything else is that the desk sent; nothing for everybody else.
func (f *caseFile) sentOnward(say speaker) string {
	if f.Workflow != "referral" {
		return ""
	}
	return say("page.receipt.sent_onward")
}

// openTo tells whether somebody is with the family, or coordinates who is. Whoever was only asked to go is not with it yet.
func (f *caseFile) openTo(who handlers.Person) bool {
	return who.Has(domain.RoleCoordinator) || who.Has(domain.RoleMinister) && f.support().IsEngaged(who.ID)
}

// withoutConcerns is what happened but for concerns about retaliation. It is numbered anew, so that no gap tells of one.
func (f *caseFile) withoutConcerns() []domain.Recorded {
	var visible []domain.Recorded
	for _, r := range f.events {
		switch r.Event.(type) {
		case support.ConcernRaised, support.ConcernSettled, support.ConcernExpired:
			continue
		}
		r.Version = len(visible) + 1
		visible = append(visible, r)
	}
	return visible
}

// deskOnly tells whether a person sees cases from the desk's side of the wall.
func deskOnly(p handlers.Person) bool {
	return p.Has(domain.RoleDesk) && !p.Has(domain.RoleCoordinator) && !p.Has(domain.RoleAdmin) && !p.Has(domain.RoleAuditor)
}

// supportFacts is what a task of support shows: before somebody has accepted codes only, and after that what they need at the door.
func (s *Server) supportFacts(who handlers.Person, t store.TaskRow, f *caseFile) any {
	if f.Workflow == "gathering" {
		return f.visitFacts()
	}
	switch t.Kind {
	case workflows.TaskDispatch:
		return dispatchFacts{Area: t.Brief.Area, Language: t.Brief.Language, Faith: t.Brief.Faith, Because: splitCodes(t.Brief.Because), Code: s.Desk.Code(t.Organization, t.ID)}
	case workflows.TaskHelp, workflows.TaskHelping:
		return needFacts{Kind: t.Brief.Kind, Area: t.Brief.Area, On: t.Brief.On}
	case workflows.TaskRecordNotification:
		return referredFacts{OpenedAt: t.OpenedAt, ReceivedAt: f.ReceivedAt, Referred: f.referred()}
	case workflows.TaskDebrief:
		return debriefFacts{}
	}
	state := f.support()
	facts := contactFacts{
		Family: s.family(f), Area: state.Area, Language: state.Language, Faith: state.Faith, WhatWouldHelp: f.answers.Text("what_would_help"),
		Basis: string(state.Basis), Limits: f.answers.Text("contact_limits"), Calling: f.callRules(), Safety: state.Safety || state.Minding().Safety, Again: f.cameAgain(who), beside: f.besides(who), CameAgain: state.Again.Unread, Into: f.into, Unsigned: f.unsigned(), Unsafe: state.Unsafe, Independent: state.Independent && unasked(state.Phase), Attempts: state.Attempts, Notes: f.notes(), Documents: f.documents(), Asker: string(state.Asker), Waiting: state.Phase == support.Dispatching,
		TelephoneOnly: state.Telephoning == who.ID && who.ID != uuid.Nil, Code: s.Desk.Code(t.Organization, t.ID),
	}
	if t.Kind == workflows.TaskRemember {
		facts.Date = &dateFacts{Kind: t.Brief.Kind, On: t.Brief.On}
	}
	return facts
}

// unasked tells whether nobody has spoken with the family about what others wished for it.
func unasked(p support.Phase) bool { return p == support.Calling || p == support.Notifying }

func splitCodes(codes string) []string {
	if codes == "" {
		return []string{}
	}
	return strings.Split(codes, ",")
}

// dispatchFacts is all that somebody reads who is asked to go: no name, no number, no street.
type dispatchFacts struct {
	Area     string   `json:"area,omitempty"`
	Language string   `json:"language,omitempty"`
	Faith    string   `json:"faith_wish,omitempty"`
	Because  []string `json:"because"` // why they are asked
	Code     string   `json:"code"`    // to answer by text message
}

// debriefFacts are none: somebody is asked how they are, and nothing of the family is needed for that.
type debriefFacts struct{}

type needFacts struct {
	Kind string    `json:"kind"`
	Area string    `json:"area,omitempty"`
	On   time.Time `json:"on"`
}

type dateFacts struct {
	Kind string    `json:"kind"`
	On   time.Time `json:"on"`
}

// referredFacts tell the desk which family it is asked about.
type referredFacts struct {
	OpenedAt   time.Time `json:"opened_at"`
	ReceivedAt time.Time `json:"received_at"`
	handlers.Referred
}

// contactFacts is what those need who are with a family.
type contactFacts struct {
	Family        []relativeFacts `json:"family"`
	Area          string          `json:"area,omitempty"`
	Language      string          `json:"language,omitempty"`
	Faith         string          `json:"faith_wish,omitempty"`
	WhatWouldHelp string          `json:"what_would_help,omitempty"`
	Asker         string          `json:"who_is_asking"`
	Independent   bool            `json:"independent,omitempty"` // somebody wished that for the family, and no coordinator has asked it yet
	Basis         string          `json:"contact_basis,omitempty"`
	Limits        string          `json:"contact_limits,omitempty"`
	Calling       *callRules      `json:"calling,omitempty"`
	Safety        bool            `json:"safety_concern,omitempty"`
	Unsafe        bool            `json:"unsafe_address,omitempty"`
	TelephoneOnly bool            `json:"telephone_only,omitempty"`
	Waiting       bool            `json:"waiting_for_a_second,omitempty"`
	Attempts      int             `json:"attempts,omitempty"`
	Notes         []noteFacts     `json:"notes"`
	Documents     []documentFacts `json:"documents"`
	Date          *dateFacts      `json:"date,omitempty"`
	CameAgain     int             `json:"came_again,omitempty"` // requests that nobody has read
	Again         []againFacts    `json:"again,omitempty"`
	beside        []store.Case    // which are read here too
	Into          string          `json:"joined_with,omitempty"`
	Unsigned      bool            `json:"asker_not_signed_in,omitempty"`
	Code          string          `json:"code,omitempty"`
}

// relativeFacts is somebody of the family, and how they may be reached.
type relativeFacts struct {
	ID       uuid.UUID `json:"id"`
	Name     string    `json:"name"`
	Relation string    `json:"relation,omitempty"`
	Phone    string    `json:"phone,omitempty"`
	Email    string    `json:"email,omitempty"`
	Notified bool      `json:"notified"`
	Messages bool      `json:"messages"` // they may be written to
	Child    bool      `json:"child,omitempty"`
	Calling  callRules `json:"calling"`
}

// noteFacts is a note on logistics, or what was written beside a step.
type noteFacts struct {
	At   time.Time `json:"at"`
	By   uuid.UUID `json:"by"`
	Text string    `json:"text"`
}

// gated tells whether a case is about a death that somebody may not know of yet. Only the program says so.
func (f *caseFile) gated() bool {
	return f.terms != nil && f.terms.Program.Protocol != nil && f.terms.Program.Protocol.Gate
}

// family opens the sealed contacts of a case. Who may not know of the death yet is listed without a way to reach them, but for whom a
// coordinator is to call because somebody said that they know.
func (s *Server) family(f *caseFile) []relativeFacts {
	list := []relativeFacts{}
	gate := f.gated()
	calling := f.support().Phase == support.Calling
	for i, r := range f.support().Relatives {
		var c handlers.Contact
		if json.Unmarshal([]byte(f.texts[r.ID]), &c) != nil {
			continue
		}
		if i == 0 && (len(f.answers) > 0 || f.support().Contact != uuid.Nil) { // as the answers say it, or as it was changed since
			now := f.reached()
			now.Name, now.Relation = c.Name, c.Relation
			c = now
		}
		row := relativeFacts{ID: r.ID, Name: c.Name, Relation: c.Relation, Notified: r.Notified || !gate, Messages: r.MayWrite(), Child: r.Child}
		if row.Notified || calling && i == 0 {
			row.Phone, row.Email, row.Calling = c.Phone, c.Email, rulesOf(c)
			row.Calling.NoTexts = c.NoTexts || i > 0 && !r.Texts
		}
		if i == 0 {
			row.Calling = row.Calling.mindful(f.support().Minding())
		}
		list = append(list, row)
	}
	return list
}

// notes are everything that the case's people wrote for one another, latest first.
func (f *caseFile) notes() []noteFacts {
	list := []noteFacts{}
	for _, r := range f.events {
		var by, note uuid.UUID
		switch e := r.Event.(type) {
		case support.NoteWritten:
			by, note = e.By, e.Note
		case support.ContactMade:
			by, note = e.By, e.Note
		case support.ContactAttempted:
			by, note = e.By, e.Note
		case support.FollowUpDone:
			by, note = e.By, e.Note
		case support.DateRemembered:
			by, note = e.By, e.Note
		case support.CallBackMade:
			by, note = e.By, e.Note
		case support.FamilyCalled:
			by, note = e.By, e.Note
		case support.AgainRead:
			by, note = e.By, e.Note
		case support.ConcernSettled:
			by, note = e.By, e.Note
		}
		if text := f.texts[note]; text != "" {
			list = append(list, noteFacts{At: r.At, By: by, Text: text})
		}
	}
	slices.Reverse(list)
	return list
}
