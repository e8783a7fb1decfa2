package web

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// supportStatus is what a family reads of its own case beside its history: what it chose, and who has opened its file.
type supportStatus struct {
	Partner  *partnerView  `json:"partner,omitempty"` // who takes the family instead of us
	People   int           `json:"people"`            // how many stand by it
	Messages bool          `json:"messages"`
	Paused   *time.Time    `json:"paused_until"`
	Dates    []familyDate  `json:"dates"`
	Releases []releaseView `json:"releases"`
	Kinds    []string      `json:"date_kinds"`
	Scopes   []string      `json:"release_scopes"`
	Actions  []string      `json:"choices"`
	Readings []readingView `json:"readings"`
	wish     string        // about messages: "yes", "no", or nothing as long as nobody said
}

type partnerView struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

type familyDate struct {
	ID     uuid.UUID `json:"id"`
	Kind   string    `json:"kind"`
	On     time.Time `json:"on"`
	Yearly bool      `json:"yearly"`
}

type releaseView struct {
	ID    uuid.UUID `json:"id"`
	Scope string    `json:"scope"`
	Until time.Time `json:"until"`
}

type readingView struct {
	Role string    `json:"role"`
	At   time.Time `json:"at"`
}

// standAlone is for whoever holds the receipt of a request that went by itself into a case of the same telephone number. They may be a stranger
// who knows the number, and must not learn that the family is with us: the request is shown to them as that of a new number would be, history,
// state and row alike, whatever they then do with it.
func (f *caseFile) standAlone() {
	state := f.support()
	if state.Joined.Into == uuid.Nil {
		return
	}
	var events []domain.Recorded
	var end *time.Time
	for _, r := range f.events {
		if e, moved := r.Event.(support.StandingMoved); moved && e.Ended {
			end = &r.At
		}
		for _, r.Event = range support.Apart(r.Event) {
			r.Version = len(events) + 1
			events = append(events, r)
		}
	}
	f.events = events
	if !state.OnItsOwn() {
		return
	}
	f.state = state.Alone()
	f.standing()
	f.ClosedAt = end
}

// forReferrer is where a case stands for whoever referred it: how it ended is the family's own.
func forReferrer(s domain.Status, n next) (domain.Status, next) {
	switch s {
	case domain.Declined, domain.Withdrawn, domain.Lapsed, domain.Completed, domain.Closed:
		return domain.Closed, next{Who: domain.NextNobody}
	default:
		return s, n
	}
}

// readingsMax is how many readings a family is shown.
const readingsMax = 50

// supportView is what the family's own status adds for a case of support; nil for every other.
func (f *caseFile) supportView(now time.Time) *supportStatus {
	state, ok := f.state.(support.State)
	if !ok {
		return nil
	}
	r, _ := state.Relative(uuid.Nil)
	p := f.terms.Program.Protocol
	v := &supportStatus{
		People: len(state.Engaged()), Messages: r.MayWrite(), Dates: familyDates(state, now), Releases: []releaseView{}, Kinds: p.Dates.Kinds, Scopes: []string{},
		Actions: []string{}, Readings: []readingView{},
	}
	switch {
	case r.Silent:
		v.wish = "no"
	case r.Texts:
		v.wish = "yes"
	}
	if state.Phase != support.Closed {
		v.Actions = handlers.FamilyActions(f.Workflow)
	}
	if state.Referral != uuid.Nil {
		v.Scopes = support.Scopes()
	}
	if !state.PausedUntil.IsZero() {
		v.Paused = &state.PausedUntil
	}
	for _, release := range state.Releases {
		v.Releases = append(v.Releases, releaseView{release.ID, release.Scope, release.Until})
	}
	v.Readings = readingViews(f.readings)
	if state.Outcome == support.Diverted {
		v.Partner = independentPartner(p)
	}
	return v
}

// independentPartner is who helps a family that would rather not have us; nil where a program names nobody.
func independentPartner(p *support.Protocol) *partnerView {
	for _, partner := range p.Partners {
		if partner.Key == p.Independent {
			return &partnerView{partner.Name, partner.Phone}
		}
	}
	return nil
}

// readingViews leaves out that the same person looked again within the hour. Readings come latest first.
func readingViews(readings []store.Reading) []readingView {
	list := []readingView{}
	last := map[uuid.UUID]time.Time{}
	for _, r := range readings {
		if later, before := last[r.PersonID]; before && later.Sub(r.At) < time.Hour {
			last[r.PersonID] = r.At
			continue
		}
		last[r.PersonID] = r.At
		list = append(list, readingView{r.Role, r.At})
	}
	return list
}

func familyDates(s support.State, now time.Time) []familyDate {
	list := []familyDate{}
	for _, d := range s.Ahead(now) {
		list = append(list, familyDate{d.ID, d.Kind, d.On, d.Yearly})
	}
	return list
}

// chooseByReceipt is a choice of the family's through the API.
func (s *Server) chooseByReceipt(w http.ResponseWriter, q *request) error {
	body, err := readBody(q)
	if err != nil {
		return err
	}
	key, err := idempotencyKey(q)
	if err != nil {
		return err
	}
	return s.familyActs(w, q, func(r receipt) error {
		_, err := s.Desk.Choose(q.Context(), r.of, r.reader, q.PathValue("action"), key, body)
		return err
	})
}

// actOnCase is an act of one of the case's people through the API.
func (s *Server) actOnCase(w http.ResponseWriter, q *request) error {
	body, err := readBody(q)
	if err != nil {
		return err
	}
	key, err := idempotencyKey(q)
	if err != nil {
		return err
	}
	file, err := s.caseFor(q)
	if err != nil {
		return err
	}
	outcome, err := s.Desk.ActOnCase(q.Context(), q.who, file.Case, q.PathValue("action"), key, body)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"reference": file.Reference, "result": outcome})
}

// smsHook takes what the gateway of text messages brings.
func (s *Server) smsHook(w http.ResponseWriter, q *request) error {
	body, err := readBody(q)
	if err != nil {
		return err
	}
	if err := s.Replies.Take(q.Request, body); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// supportCase is what a person may read of a family's case outside of a task: those who are with it and coordinators everything on logistics,
// the desk what came over the wall, an administrator or auditor, and whoever was only asked to go, only where it stands.
func (s *Server) supportCase(who handlers.Person, f *caseFile) map[string]any {
	if f.Workflow == "referral" {
		r := f.referral()
		released := map[string]time.Time{}
		for scope, until := range r.Released {
			released[scope] = until
		}
		return map[string]any{"notified": r.Notified, "accepted": r.Accepted, "contact_made": r.Contact, "closed": r.Closed, "released": released}
	}
	if !f.openTo(who) {
		return map[string]any{}
	}
	if f.Workflow == "gathering" {
		return map[string]any{"visit": f.visitFacts(), "actions": handlers.CaseActions(f.Workflow)}
	}
	state := f.support()
	facts := s.supportFacts(who, store.TaskRow{Kind: workflows.TaskContact}, f).(contactFacts)
	facts.Code, facts.TelephoneOnly = "", state.Telephoning == who.ID
	return map[string]any{
		"care": facts, "ministers": state.Engaged(), "offers": len(state.Offers()), "dates": familyDates(state, s.Now()), "needs": state.Needs, "claim": state.Claim,
		"visits": state.Visits, "concern_until": orNone(state.ConcernUntil), "actions": handlers.CaseActions(f.Workflow),
	}
}

func orNone(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
