package web

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// applicationStatus is what a family reads of its own application beside its history: everything that is kept about it, what it signed, and what it
// can do.
type applicationStatus struct {
	Applicant  string         `json:"applicant"`
	Season     string         `json:"season,omitempty"`
	FirstDay   *time.Time     `json:"first_day,omitempty"`
	Group      string         `json:"group,omitempty"`
	Why        string         `json:"why,omitempty"`         // the reason of the last decision about the place
	Ahead      *int           `json:"ahead,omitempty"`       // how many come before on the waiting list
	OfferUntil *time.Time     `json:"offer_until,omitempty"` // until when a place is kept
	OfferEnded *offerEnded    `json:"offer_ended,omitempty"` // the last offer, when it is over without a place
	InDoubt    *doubtView     `json:"in_doubt,omitempty"`    // why a coordinator looks whether the place still fits
	Sessions   []sessionView  `json:"sessions,omitempty"`
	Attended   int            `json:"attended"`
	Needed     int            `json:"needed"`
	Checks     []checkedFacts `json:"checks"`
	Consents   []consentView  `json:"consents"`
	Contacts   []contactLine  `json:"contacts"`
	Items      []itemFacts    `json:"items"`
	Reasons    []string       `json:"reasons"`
	AppealTill *time.Time     `json:"appeal_until,omitempty"`
	Answers    map[string]any `json:"answers"`
	Household  []childView    `json:"household"` // other applications of the same household
	Actions    []string       `json:"choices"`
	Reader     uuid.UUID      `json:"reader"` // which contact's paper this is
	Readings   []readingView  `json:"readings"`
}

type sessionView struct {
	Number    int       `json:"number"`
	StartsAt  time.Time `json:"starts_at"`
	EndsAt    time.Time `json:"ends_at"`
	Topic     string    `json:"topic,omitempty"`
	Place     string    `json:"place,omitempty"`
	Cancelled bool      `json:"cancelled,omitempty"`
	Attended  bool      `json:"attended,omitempty"`
}

type consentView struct {
	Key         string     `json:"key"`
	Title       string     `json:"title"`
	Text        string     `json:"text"`
	Hash        string     `json:"hash"`
	Language    string     `json:"language"` // of the text that can be signed
	Required    bool       `json:"required"`
	Signed      bool       `json:"signed"`
	SignedAt    *time.Time `json:"signed_at,omitempty"`
	SignedBy    string     `json:"signed_by,omitempty"`
	Outdated    bool       `json:"outdated,omitempty"` // another text was signed
	Interpreter bool       `json:"interpreter"`        // the text cannot be signed in the reader's language
	MaySign     bool       `json:"may_sign"`
}

// childView leads to another application of the same household.
type childView struct {
	Applicant string        `json:"applicant"`
	Program   string        `json:"program"`
	Reference string        `json:"reference"`
	Token     string        `json:"token"`
	Status    domain.Status `json:"status"`
}

// seasonal is what an application's own page knows of its season.
type seasonal struct {
	state season.State
	plan  []season.Meeting
}

// ownApplication opens what a family's own page of an application shows beside it. Whoever is barred, or holds a paper that was never given, finds
// nothing.
func (s *Server) ownApplication(ctx context.Context, tx store.Tx, f *caseFile, number int) (err error) {
	state := f.application()
	i := slices.IndexFunc(state.Contacts, func(c application.Contact) bool { return c.Number == number })
	if i < 0 || state.Contacts[i].Barred {
		return nothingHere()
	}
	f.reader = state.Contacts[i].ID
	if f.readings, err = s.Store.Readings(ctx, tx, f.ID, readingsMax); err != nil {
		return err
	}
	if state.Placing.Seating != uuid.Nil {
		stored, err := s.Store.Events(ctx, tx, state.Placing.Seating)
		if err != nil {
			return err
		}
		of, err := s.seasonOf(stored)
		if err != nil {
			return err
		}
		f.seasonal = &seasonal{state: of, plan: s.planOf(f.terms.Program, of)}
	}
	f.today = f.terms.Program.Application.Consents
	if p, known := s.Catalog.Find(f.Organization, f.Program); known && p.Application != nil {
		f.today = p.Application.Consents
	}
	if number != 0 || state.Minor && state.Contacts[i].Relation == application.Self {
		return nil // whoever applied for all of them sees all; a second guardian may be one child's alone
	}
	others, err := s.Store.HouseholdCases(ctx, tx, state.Household, householdMax)
	if err != nil {
		return err
	}
	files, err := s.openFiles(ctx, tx, slices.DeleteFunc(others, func(c store.Case) bool { return c.ID == f.ID || c.Workflow != "application" }))
	for _, other := range files {
		if other.alsoOf(f.own()) {
			other.token = s.Keys.Receipt(other.Reference)
			f.household = append(f.household, other)
		}
	}
	slices.SortFunc(f.household, func(a, b *caseFile) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
	return err
}

// own is who reads a family's own page, as they are written down in it.
func (f *caseFile) own() contactLine {
	for _, c := range f.contacts() {
		if c.ID == f.reader {
			return c
		}
	}
	return contactLine{}
}

// alsoOf tells whether somebody who reads another application of the household holds the first paper of this one too, and is not shut out of it.
// Parents may each have applied for a child under one household: what one of them holds does not open what is the other's. So it has to be the same
// name with the same number or address; where two parents share these, or somebody writes their name otherwise, each keeps to their own papers.
func (f *caseFile) alsoOf(reader contactLine) bool {
	state := f.application()
	same := func(c contactLine) bool {
		return handlers.SameName(c.Name, reader.Name) && (c.Phone != "" && c.Phone == reader.Phone || c.Email != "" && c.Email == reader.Email)
	}
	first := false
	for _, c := range f.contacts() {
		known, _ := state.Contact(c.ID)
		switch {
		case !same(c):
		case c.Barred:
			return false
		case known.Number == 0:
			first = true
		}
	}
	return first
}

// householdMax bounds the applications of one household that a page lists.
const householdMax = 40

func (s *Server) planOf(p programs.Program, of season.State) []season.Meeting {
	if p.Application == nil || p.Application.Season == nil || of.Season == "" {
		return nil
	}
	o, _ := s.Catalog.Organization(p.Organization)
	return handlers.PlanOf(*p.Application, of, o.Location())
}

// applicationView puts together what the holder of a contact's paper reads.
func (f *caseFile) applicationView(language string) *applicationStatus {
	s, is := f.state.(application.State)
	if !is {
		return nil
	}
	today := f.today
	facts := f.applicationFacts()
	v := &applicationStatus{
		Applicant: facts.Applicant, Season: s.Placing.Season, FirstDay: orNil(s.Placing.First), Group: s.Group, Why: s.Why, OfferUntil: orNil(s.OfferTill),
		Attended: s.Attended, Needed: s.Needed, Checks: facts.Checks, Consents: f.consents(s, language, today), Contacts: []contactLine{}, Items: facts.Items,
		Reasons: append(f.refusals(), f.outgrown(language)...), OfferEnded: f.offerEnded(), InDoubt: f.doubt(language), AppealTill: orNil(s.AppealTill), Answers: facts.Answers, Household: []childView{}, Actions: []string{}, Readings: readingViews(f.readings),
		Reader: f.reader,
	}
	for _, c := range now(facts.Contacts) {
		if !c.Barred {
			v.Contacts = append(v.Contacts, c)
		}
	}
	if v.Why == string(season.BySibling) && len(f.household) == 0 {
		v.Why = "" // it would tell of a child whom the reader may be shut out from
	}
	for _, name := range handlers.FamilyActions(f.Workflow) {
		if chooses(s, name) && !f.guardiansOnly(s, name) {
			v.Actions = append(v.Actions, name)
		}
	}
	for _, other := range f.household {
		v.Household = append(v.Household, childView{
			Applicant: other.answers.Text(other.terms.Program.Application.Answers.Name), Program: other.terms.Program.Name.In(language), Reference: other.Reference,
			Token: other.token, Status: other.Status,
		})
	}
	if f.seasonal != nil && f.seasonal.state.Season != "" {
		v.inSeason(f, f.seasonal.state, f.seasonal.plan)
	}
	return v
}

// consents are the texts as they are signed today, and what was signed.
func (f *caseFile) consents(s application.State, language string, today []application.Consent) []consentView {
	list := []consentView{}
	reader, _ := s.Contact(f.reader)
	for _, text := range s.Consents(today) {
		in := language
		if !text.SignedIn(in) {
			in = "en"
		}
		v := consentView{
			Key: text.Key, Title: text.Title.In(language), Text: text.Text.In(in), Language: in, Hash: application.HashOf(text.Text[in]), Required: text.Required,
			Interpreter: !text.SignedIn(language), MaySign: s.MaySign(reader) && text.SignedIn(in),
		}
		if g, signed := s.Signature(text.Key); signed {
			v.Signed, v.SignedAt = true, orNil(g.At)
			v.Outdated = g.Hash != application.HashOf(text.Text[g.Language])
			for _, c := range f.contacts() {
				if c.ID == g.By {
					v.SignedBy = c.Name
				}
			}
		}
		list = append(list, v)
	}
	return list
}

// guardiansOnly tells whether a choice about a minor is not the reader's: the minor, or somebody who is only called, reads and does not decide.
func (f *caseFile) guardiansOnly(s application.State, name string) bool {
	reader, _ := s.Contact(f.reader)
	return s.Minor && !s.MaySign(reader) && slices.ContainsFunc(s.Contacts, s.MaySign) &&
		slices.Contains([]string{"take_place", "pass_place", "unsign", "add_contact", "change"}, name)
}

// chooses tells whether a choice makes sense now; the rules have the last word.
func chooses(s application.State, name string) bool {
	open := s.Phase != application.Over
	switch name {
	case "take_place", "pass_place":
		return s.Phase == application.Offered && !s.Answering
	case "appeal":
		return s.Phase == application.Over && s.Outcome == application.Turned && !s.Appealed
	case "first":
		return open && len(s.Readers()) > 1
	case "unsign":
		return open && len(s.Signed) > 0
	case "interpreter":
		return open && len(s.Unsigned) > 0 && (!s.ToCall || s.Speaks == "")
	}
	return open
}

// inSeason adds what the season knows: the place on the waiting list, the meetings, and at which of them somebody was.
func (v *applicationStatus) inSeason(f *caseFile, of season.State, plan []season.Meeting) {
	s := f.application()
	if s.Phase == application.Waiting {
		ahead := of.Ahead(f.ID)
		v.Ahead = &ahead
	}
	v.Needed = of.Sessions
	if s.Phase != application.Over {
		v.Attended = of.Attended(f.ID)
	}
	g, seated := of.Group(s.Group)
	if !seated || s.Phase != application.InPlace {
		return
	}
	for _, m := range of.Plan(g, plan) {
		line := sessionView{Number: m.Number, StartsAt: m.StartsAt, EndsAt: m.EndsAt, Topic: m.Topic, Place: placeOf(f.terms.Program, g.Like, m.Topic), Cancelled: m.Cancelled()}
		if met, held := g.Met[m.Number]; held {
			line.Attended = slices.Contains(met.Present, f.ID)
		}
		v.Sessions = append(v.Sessions, line)
	}
}

// seasonOf folds a season's events.
func (s *Server) seasonOf(stored []store.StoredEvent) (season.State, error) {
	f := caseFile{Case: store.Case{Workflow: "season"}}
	if err := f.fold(stored); err != nil {
		return season.State{}, err
	}
	return f.season(), nil
}
