package web

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// caseFile is one case opened for somebody: what happened, where it stands, and what people wrote. Who may read which part is
// decided by what is taken out of it, never by who holds it.
type caseFile struct {
	store.Case
	terms     *handlers.Terms
	events    []domain.Recorded
	state     any // of its workflow
	answers   programs.Answers
	texts     map[uuid.UUID]string
	former    welfare.Former
	series    handlers.Series       // of an answer to an invitation, opened for whoever sent it
	readings  []store.Reading       // of the family's own status only
	reader    uuid.UUID             // opened by the paper of this contact of an application
	seasonal  *seasonal             // of an application's own status: its season
	household []*caseFile           // of an application's own status: others of the same household
	today     []application.Consent // of an application's own status: what is signed now
	token     string                // of one of a household: the paper that opens it for the same contact
	again     []*caseFile           // of a family's case: requests that came again from its number, latest first
	into      string                // of a request that was joined: the case that goes on
	referrer  bool                  // opened for whoever referred the family, who learns that it is not alone and nothing else
	onBehalf  bool                  // opened for the family, of a case that somebody else asked for: what they typed is not the family's to read
	panelist  bool                  // opened for somebody on its panel, who must not learn whom it is about
}

// openFiles loads cases within a transaction's walls.
func (s *Server) openFiles(ctx context.Context, tx store.Tx, cases []store.Case) (map[uuid.UUID]*caseFile, error) {
	files := map[uuid.UUID]*caseFile{}
	var ids []uuid.UUID
	for _, c := range cases {
		if files[c.ID] != nil {
			continue
		}
		terms, err := s.Desk.Handler.Programs.Terms(ctx, c.Organization, c.ProgramVersion)
		if err != nil {
			return nil, err
		}
		files[c.ID] = &caseFile{Case: c, terms: terms, texts: map[uuid.UUID]string{}}
		ids = append(ids, c.ID)
	}
	texts, err := s.Store.Texts(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	if err := s.openTexts(files, texts); err != nil {
		return nil, err
	}
	for _, f := range files {
		stored, err := s.Store.Events(ctx, tx, f.ID)
		if err != nil {
			return nil, err
		}
		if err := f.fold(stored); err != nil {
			return nil, err
		}
		if f.HouseholdID != nil && f.terms.Program.Guideline != nil {
			since := s.Now().AddDate(0, -f.terms.Program.Guideline.Period.Months, 0)
			if f.former.Awards, f.former.Cents, err = s.Store.Former(ctx, tx, *f.HouseholdID, f.ID, since); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

func (s *Server) openFile(ctx context.Context, tx store.Tx, c store.Case) (*caseFile, error) {
	files, err := s.openFiles(ctx, tx, []store.Case{c})
	if err != nil {
		return nil, err
	}
	return files[c.ID], s.openBeside(ctx, tx, files[c.ID])
}

// welfare is the state of a welfare request; of every other case the zero one.
func (f *caseFile) welfare() welfare.State {
	s, _ := f.state.(welfare.State)
	return s
}

func (f *caseFile) fold(stored []store.StoredEvent) error {
	w := workflows.Find(f.Workflow)
	f.state = w.Zero
	for _, e := range stored {
		event, err := workflows.Decode(e.Type, e.Data)
		if err != nil {
			return err
		}
		f.events = append(f.events, domain.Recorded{ID: e.ID, Version: e.Version, At: e.At, Actor: e.Actor, Event: event, Data: e.Data})
		f.state = w.Evolve(f.state, event)
	}
	f.standing()
	return nil
}

func (s *Server) openTexts(files map[uuid.UUID]*caseFile, texts []store.TextRow) error {
	for _, t := range texts {
		f := files[t.CaseID]
		text, err := s.Desk.OpenText(f.Organization, t)
		if err != nil {
			return err
		}
		if t.Kind != "answers" {
			f.texts[t.ID] = string(text)
			continue
		}
		if err := f.answers.UnmarshalJSON(text); err != nil {
			return err
		}
	}
	return nil
}

// blind takes out of a text what tells a trustee who is meant.
func (f *caseFile) blind(text string) string {
	return domain.Redact(text, []string{f.answers.Text("member_name"), f.answers.Text("member_number")}, f.answers.Text("payee_name"))
}

// exchange is a question of the trustees with the family's answer, if there is one yet.
type exchange struct {
	Question   string     `json:"question"`
	AskedAt    time.Time  `json:"asked_at"`
	Answer     string     `json:"answer,omitempty"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
}

// exchanges lists questions and answers in order; one answer closes every question that was open.
func (f *caseFile) exchanges() []exchange {
	list := []exchange{}
	for _, r := range f.events {
		switch e := r.Event.(type) {
		case welfare.QuestionAsked:
			list = append(list, exchange{Question: f.texts[e.Question], AskedAt: r.At})
		case application.QuestionAsked:
			list = append(list, exchange{Question: f.texts[e.Question], AskedAt: r.At})
		case application.QuestionAnswered:
			for i := range list {
				if list[i].AnsweredAt == nil {
					list[i].Answer, list[i].AnsweredAt = f.texts[e.Answer], &r.At
				}
			}
		case welfare.QuestionAnswered:
			for i := range list {
				if list[i].AnsweredAt == nil {
					list[i].Answer, list[i].AnsweredAt = f.texts[e.Answer], &r.At
				}
			}
		}
	}
	return list
}

// reasons are what the trustees who decided wrote, and what a clerk wrote who found no membership.
func (f *caseFile) reasons() []string {
	reasons := []string{}
	add := func(id uuid.UUID) {
		if text := f.texts[id]; text != "" {
			reasons = append(reasons, text)
		}
	}
	for _, r := range f.events {
		switch e := r.Event.(type) {
		case welfare.VoteCast:
			if !e.Late && (f.welfare().Phase == welfare.Declined) == (e.Choice == welfare.Decline) {
				add(e.Reason)
			}
		case welfare.MembershipRefused:
			add(e.Reason)
		}
	}
	return reasons
}
