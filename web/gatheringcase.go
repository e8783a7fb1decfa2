package web

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/series"
)

// visit is the state of an answer to an invitation; of every other case the zero one.
func (f *caseFile) visit() gathering.State {
	s, _ := f.state.(gathering.State)
	return s
}

// visitFacts is what a coordinator reads of an answer: what somebody needs to take part, and how to reach them.
type visitFacts struct {
	Gathering   string    `json:"gathering"`
	StartsAt    time.Time `json:"starts_at"`
	Name        string    `json:"full_name"`
	Phone       string    `json:"contact_phone,omitempty"`
	Email       string    `json:"contact_email,omitempty"`
	Calling     callRules `json:"calling"`
	Adults      int       `json:"adults"`
	Children    int       `json:"children"`
	Interpreter string    `json:"interpreter,omitempty"`
	Needs       []string  `json:"needs"` // in their own words
	Diet        string    `json:"diet,omitempty"`
	Late        bool      `json:"late,omitempty"` // they asked when it could no longer be promised
	Status      string    `json:"status"`
	Because     string    `json:"because,omitempty"`
}

func (f *caseFile) visitFacts() visitFacts {
	s, c := f.visit(), f.reached()
	facts := visitFacts{
		Gathering: s.Gathering, StartsAt: s.StartsAt, Name: f.answers.Text("full_name"), Phone: c.Phone, Email: c.Email,
		Calling: rulesOf(c),
		Adults:  s.Adults, Children: s.Children, Interpreter: s.Interpreter, Needs: []string{}, Diet: f.answers.Text("diet"), Late: s.Arrangement.Late,
		Status: string(f.Status), Because: s.Because,
	}
	if need := f.answers.Text("access_needs"); need != "" {
		facts.Needs = append(facts.Needs, need)
	}
	for _, r := range f.events {
		if e, ok := r.Event.(gathering.NeedStated); ok && f.texts[e.Access] != "" {
			facts.Needs = append(facts.Needs, f.texts[e.Access])
		}
	}
	return facts
}

// visitStatus is what somebody reads of their own answer beside its history.
type visitStatus struct {
	Gathering   string     `json:"gathering"`
	Name        string     `json:"name"`
	StartsAt    time.Time  `json:"starts_at"`
	EndsAt      time.Time  `json:"ends_at"`
	Place       string     `json:"place"`
	Adults      int        `json:"adults"`
	Children    int        `json:"children"`
	Position    int        `json:"position,omitempty"` // in the waiting list, from 1
	Until       *time.Time `json:"offered_until,omitempty"`
	Because     string     `json:"because,omitempty"`
	Interpreter string     `json:"interpreter,omitempty"`
	Arranging   string     `json:"arranging,omitempty"` // open, owned, or what came of it
	Pending     bool       `json:"pending,omitempty"`   // a change is under way
	Actions     []string   `json:"choices"`
	path        string
}

// visitView is what the status of an answer adds, in a language; nil for every other case.
func (f *caseFile) visitView(language string) *visitStatus {
	if f.Workflow != "gathering" {
		return nil
	}
	s := f.visit()
	v := &visitStatus{
		Gathering: s.Gathering, StartsAt: s.StartsAt, EndsAt: s.EndsAt, Adults: s.Adults, Children: s.Children, Because: s.Because,
		Interpreter: s.Interpreter, Pending: s.Pending() && s.Phase != gathering.Asked, Actions: visitChoices(s),
	}
	if s.Phase == gathering.Offered {
		v.Until = &s.Until
	}
	switch {
	case s.Arrangement.Open && s.Arrangement.Owner != uuid.Nil:
		v.Arranging = "owned"
	case s.Arrangement.Open:
		v.Arranging = "open"
	default:
		v.Arranging = string(s.Arrangement.Outcome)
	}
	if f.series.Program.Gathering == nil {
		return v
	}
	v.Name, v.path = f.series.Program.Name.In(language), gatheringPath(f.series.Program, s.Gathering)
	g, found := f.series.State.Gathering(s.Gathering)
	if !found {
		return v
	}
	v.Name, v.Place = f.series.Name(g, language), placeWords(f.series, g)
	v.Position = g.Position(f.ID)
	if v.StartsAt.IsZero() {
		v.StartsAt, v.EndsAt = g.StartsAt, g.EndsAt
	}
	return v
}

// visitChoices are what whoever sent an answer can do with it now, in the order in which people want it.
func visitChoices(s gathering.State) []string {
	switch s.Phase {
	case gathering.Offered:
		if s.Taking {
			return []string{"ask"}
		}
		return []string{"take", "ask"}
	case gathering.Seated:
		return []string{"change", "need", "ask"}
	case gathering.Waiting:
		return []string{"change", "ask"}
	case gathering.Lapsed:
		return []string{"ask"}
	case gathering.None, gathering.Asked, gathering.NotSeated, gathering.Left, gathering.Off, gathering.Past:
	}
	return []string{}
}

// insteadOf says whether there is another gathering to come to.
func insteadOf(s series.State, key string, until time.Duration, now time.Time) bool {
	return slices.ContainsFunc(s.Gatherings, func(g series.Gathering) bool { return g.Key != key && g.OpenAt(until, now) })
}
