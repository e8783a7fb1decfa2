package web

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// facts is what one task shows: all that the act needs, and nothing else of the case.
func (s *Server) facts(ctx context.Context, tx store.Tx, who handlers.Person, t store.TaskRow, f *caseFile) (any, error) {
	if t.Assignee == nil && f.welfare().Sat(who.ID) {
		return nil, domain.Errorf(domain.NotFound, "This waits for somebody who did not sit on the panel.")
	}
	if of := views[f.Workflow]; of.task != nil {
		return of.task(s, who, t, f), nil
	}
	switch t.Kind {
	case workflows.TaskVote:
		return f.voteFacts(), nil
	case workflows.TaskInterpret:
		return f.storyFacts(), nil
	case workflows.TaskConfirmMembership:
		return confirmFacts{
			MemberName: f.answers.Text("member_name"), MemberNumber: f.answers.Text("member_number"), ForWhom: f.answers.Text("for_whom"),
			ContactPhone: f.reached().Phone, ContactEmail: f.reached().Email, ReceivedAt: f.ReceivedAt, Channel: f.Channel,
			Calling: f.callRules(),
		}, nil
	case workflows.TaskCall:
		return callFacts{
			ContactPhone: f.reached().Phone, ContactEmail: f.reached().Email, ForWhom: f.answers.Text("for_whom"),
			MemberName: f.answers.Text("member_name"), Status: string(f.Status), Questions: f.exchanges(),
			Calling: f.callRules(),
		}, nil
	case workflows.TaskFindInterpreter:
		return waitFacts{Language: f.welfare().Language}, nil
	case workflows.TaskFindTrustees:
		return findFacts{Seated: len(f.welfare().Seats), Panel: f.terms.Program.Guideline.Panel, Recused: len(f.welfare().Recused), Relieved: len(f.welfare().Relieved)}, nil
	case workflows.TaskPrepare:
		return prepareFacts{Payee: handlers.Payee(f.answers), AmountCents: f.AwardCents, Fund: f.welfare().Fund, Methods: f.terms.Program.Guideline.Methods, Returned: f.returned()}, nil
	case workflows.TaskRelease:
		facts := releaseFacts{Payee: handlers.Payee(f.answers), AmountCents: f.AwardCents, Fund: f.welfare().Fund, Mine: f.welfare().Preparer == who.ID}
		for _, r := range f.events {
			if e, ok := r.Event.(welfare.PaymentPrepared); ok {
				facts.Method, facts.PreparedAt = e.Method, r.At
			}
		}
		p, err := s.Store.PersonByID(ctx, tx, f.welfare().Preparer)
		if err != nil {
			return nil, err
		}
		c, err := s.Desk.OpenContact(f.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
		facts.PreparedBy = c.Name
		return facts, err
	}
	return map[string]any{}, nil
}

// storyFacts is what an interpreter reads: the family's own words without names.
type storyFacts struct {
	Language     string `json:"language"`
	WhatHappened string `json:"what_happened"`
	Explanation  string `json:"exception_explanation,omitempty"`
}

// waitFacts is what a clerk needs to look for an interpreter.
type waitFacts struct {
	Language string `json:"language"`
}

func (f *caseFile) storyFacts() storyFacts {
	facts := storyFacts{Language: f.welfare().Language, WhatHappened: f.blind(f.answers.Text("what_happened"))}
	if f.welfare().Exception {
		facts.Explanation = f.blind(f.answers.Text("exception_explanation"))
	}
	return facts
}

type voteFacts struct {
	Own          *storyFacts   `json:"own_words,omitempty"` // as the family wrote it, where an interpreter brought it into the board's language
	Need         string        `json:"need"`
	ForWhom      string        `json:"for_whom"`
	WhatHappened string        `json:"what_happened"`
	Explanation  string        `json:"exception_explanation,omitempty"`
	AmountCents  int64         `json:"amount_cents"`
	Emergency    bool          `json:"emergency"`
	NeededBy     string        `json:"needed_by,omitempty"`
	Exception    bool          `json:"exception"`
	Unanimous    bool          `json:"unanimous"`
	Former       formerFacts   `json:"former_awards"`
	Guideline    guidelineView `json:"guideline"`
	Questions    []exchange    `json:"questions"`
	Waiting      bool          `json:"waiting_for_family"`
	PaysNamed    bool          `json:"pays_named_payee"`
}

type formerFacts struct {
	Count  int   `json:"count"`
	Cents  int64 `json:"sum_cents"`
	Months int   `json:"months"`
}

type guidelineView struct {
	Version       string `json:"version"`
	CapCents      int64  `json:"cap_cents"`
	ExceptionCap  int64  `json:"exception_cap_cents"`
	Panel         int    `json:"panel"`
	Quorum        int    `json:"quorum"`
	SpreadPercent int    `json:"spread_percent"`
	PeriodMonths  int    `json:"period_months"`
	PeriodAwards  int    `json:"period_awards"`
	Note          string `json:"note"`
}

// voteFacts is the packet without names that a trustee decides on.
func (f *caseFile) voteFacts() voteFacts {
	g := f.terms.Program.Guideline
	facts := voteFacts{
		Need: f.answers.Text("need"), ForWhom: f.answers.Text("for_whom"), WhatHappened: f.blind(f.answers.Text("what_happened")),
		Explanation: f.blind(f.answers.Text("exception_explanation")), AmountCents: f.AskedCents, Emergency: f.Emergency,
		NeededBy: f.answers.Text("needed_by"), Exception: f.welfare().Exception, Unanimous: f.welfare().Unanimous,
		Former:    formerFacts{Count: f.former.Awards, Cents: f.former.Cents, Months: g.Period.Months},
		Questions: f.exchanges(), Waiting: len(f.welfare().Askers) > 0, PaysNamed: f.answers.Text("payee_name") != "",
		Guideline: guidelineView{
			Version: f.ProgramVersion, CapCents: g.CapCents, ExceptionCap: g.Exception.CapCents, Panel: g.Panel, Quorum: g.Quorum,
			SpreadPercent: g.SpreadPercent, PeriodMonths: g.Period.Months, PeriodAwards: g.Period.Awards, Note: f.terms.Program.Note.In("en"),
		},
	}
	if story := f.welfare().Story; story != uuid.Nil {
		own := f.storyFacts()
		facts.Own, facts.WhatHappened = &own, f.blind(f.texts[story])
		if explained := f.welfare().Explanation; explained != uuid.Nil {
			facts.Explanation = f.blind(f.texts[explained])
		}
	}
	for i := range facts.Questions {
		facts.Questions[i].Question = f.blind(facts.Questions[i].Question)
		facts.Questions[i].Answer = f.blind(facts.Questions[i].Answer)
	}
	return facts
}

type confirmFacts struct {
	MemberName   string    `json:"member_name"`
	MemberNumber string    `json:"member_number"`
	ForWhom      string    `json:"for_whom"`
	ContactPhone string    `json:"contact_phone,omitempty"`
	ContactEmail string    `json:"contact_email,omitempty"`
	ReceivedAt   time.Time `json:"received_at"`
	Channel      string    `json:"channel"`

	Calling *callRules `json:"calling,omitempty"`
}

// callFacts is what a clerk needs to telephone a family whom no message reaches.
type callFacts struct {
	ContactPhone string     `json:"contact_phone,omitempty"`
	ContactEmail string     `json:"contact_email,omitempty"`
	MemberName   string     `json:"member_name"`
	ForWhom      string     `json:"for_whom"`
	Status       string     `json:"status"`
	Questions    []exchange `json:"questions"`
	Calling      *callRules `json:"calling,omitempty"`
}

type findFacts struct {
	Seated   int `json:"seated"`
	Panel    int `json:"panel"`
	Recused  int `json:"recused"`
	Relieved int `json:"relieved"`
}

type prepareFacts struct {
	Payee       string   `json:"payee"`
	AmountCents int64    `json:"amount_cents"`
	Fund        string   `json:"fund"`
	Methods     []string `json:"methods"`
	Returned    string   `json:"returned_because,omitempty"`
}

type releaseFacts struct {
	Payee       string    `json:"payee"`
	AmountCents int64     `json:"amount_cents"`
	Fund        string    `json:"fund"`
	Method      string    `json:"method"`
	PreparedBy  string    `json:"prepared_by"`
	PreparedAt  time.Time `json:"prepared_at"`
	Mine        bool      `json:"prepared_by_me"`
}

// returned is why a payment was sent back last.
func (f *caseFile) returned() string {
	why := ""
	for _, r := range f.events {
		if e, ok := r.Event.(welfare.PaymentReturned); ok {
			why = f.texts[e.Reason]
		}
	}
	return why
}
