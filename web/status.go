package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
)

// nothingHere answers a wrong secret and a wrong reference alike.
func nothingHere() error {
	return domain.Errorf(domain.NotFound, "We find no request with that reference and code. Please check both.")
}

// opened finds the case whose receipt the sender holds. While Postgres is down the error is Unavailable and the reference is
// known to be genuine.
func (s *Server) opened(ctx context.Context, typed, secret string) (r receipt, err error) {
	reference, err := domain.ParseReference(typed)
	if err != nil {
		return receipt{}, nothingHere()
	}
	paper, number := s.paper(reference, secret)
	if paper == "" {
		return receipt{}, nothingHere()
	}
	r.family, r.number = paper == handlers.FamilyReceipt(reference), number
	r.reference = reference
	within, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	r.of, err = s.Store.OpenReceipt(within, paper)
	if domain.CodeOf(err) == domain.NotFound {
		// a genuine receipt that is not recorded yet waits in INTAKE
		return r, domain.Because(err, domain.Unavailable, "We have your request, and record it as soon as our database answers. Please look again in a few minutes.")
	}
	return r, err
}

// paper finds which of a reference's papers a secret belongs to, and of an application which contact's; empty for none.
func (s *Server) paper(reference, secret string) (paper string, number int) {
	for _, paper := range []string{reference, handlers.FamilyReceipt(reference)} {
		if s.Keys.CheckReceipt(paper, secret) {
			return paper, 0
		}
	}
	for number := 1; number < handlers.ContactsMax; number++ {
		if paper := handlers.ContactReceipt(reference, number); s.Keys.CheckReceipt(paper, secret) {
			return paper, number
		}
	}
	return "", 0
}

// receipt is a paper that opens a case.
type receipt struct {
	reference string
	of        store.Case
	family    bool      // the family's own, where somebody else may hold another one
	number    int       // of an application: which contact's it is, 0 for the first
	reader    uuid.UUID // that contact, once the application is opened
}

// ofFamily holds for the family and for whoever asked for themselves; Forbidden for those who referred somebody.
func (s *Server) ofFamily(ctx context.Context, r *receipt) error {
	if r.family || r.of.Workflow != "support" && r.of.Workflow != "application" {
		return nil
	}
	file, err := s.familyFile(ctx, *r)
	if err == nil {
		r.reader = file.reader
	}
	if err == nil && file.referrer {
		err = domain.Errorf(domain.Forbidden, "Only the family can do that. Nothing was changed. If something about your request was wrong, please call us.")
	}
	return err
}

type next struct {
	Who domain.Actor `json:"who"`
	By  *time.Time   `json:"by"`
}

type historyLine struct {
	At   time.Time `json:"at"`
	Code string    `json:"code"`
	Text string    `json:"text"`
}

type statusView struct {
	Reference    string             `json:"reference"`
	Organization string             `json:"organization"`
	Program      string             `json:"program"`
	Status       domain.Status      `json:"status"`
	ReceivedAt   *time.Time         `json:"received_at"`
	Next         next               `json:"next"`
	History      []historyLine      `json:"history"`
	Questions    []exchange         `json:"questions"`
	Decision     *decision          `json:"decision,omitempty"`
	Support      *supportStatus     `json:"support,omitempty"`
	Application  *applicationStatus `json:"application,omitempty"`
	Gathering    *visitStatus       `json:"gathering,omitempty"`
}

type decision struct {
	Outcome     domain.Status `json:"outcome"`
	AskedCents  int64         `json:"asked_cents"`
	AmountCents int64         `json:"amount_cents,omitempty"`
	Reasons     []string      `json:"reasons"`
}

func (s *Server) showStatus(w http.ResponseWriter, q *request) error {
	view, err := s.status(q, q.language())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, view)
}

// status is what the API tells a family. While it cannot be looked up, a genuine receipt is answered "received": it is.
func (s *Server) status(q *request, language string) (statusView, error) {
	secret, _ := q.bearer()
	r, err := s.opened(q.Context(), q.PathValue("reference"), secret)
	var file *caseFile
	if err == nil {
		file, err = s.familyFile(q.Context(), r)
	}
	switch {
	case err == nil:
		return file.status(r.reference, language, s.Now()), nil
	case domain.CodeOf(err) == domain.Unavailable && r.reference != "":
		return s.recent.status(r.reference, language), nil
	}
	return statusView{}, err
}

func (f *caseFile) status(reference, language string, now time.Time) statusView {
	v := statusView{
		Reference: reference, Organization: f.Organization, Program: f.Program, Status: f.Status, ReceivedAt: &f.ReceivedAt,
		Next: next{Who: f.NextWho, By: f.NextBy}, History: f.history(language), Questions: f.exchanges(),
	}
	if f.referrer {
		v.Status, v.Next = forReferrer(v.Status, v.Next)
		return v
	}
	v.Support, v.Application, v.Gathering = f.supportView(now), f.applicationView(language), f.visitView(language)
	if outcome := decided(f.welfare().Phase); outcome != "" {
		v.Decision = &decision{Outcome: outcome, AskedCents: f.AskedCents, AmountCents: f.AwardCents, Reasons: f.reasons()}
	}
	return v
}

func decided(p welfare.Phase) domain.Status {
	switch p {
	case welfare.Awaiting, welfare.Preparing, welfare.Releasing, welfare.Paid:
		return domain.Approved
	case welfare.Declined:
		return domain.Declined
	default:
		return ""
	}
}

// history is what happened in words for the family. What trustees do among themselves is not in it.
func (f *caseFile) history(language string) []historyLine {
	lines := []historyLine{}
	for _, r := range f.events {
		workflow, code, _ := strings.Cut(r.Event.EventType(), ".")
		if e, ok := r.Event.(welfare.RequestDeclined); ok && e.Code == welfare.DeclinedByPeriod {
			code = "declined_by_period"
		}
		if e, ok := r.Event.(support.ReferralMerged); ok && e.By != uuid.Nil {
			code = "referral_joined"
		}
		key := "history." + code
		switch {
		case f.referrer:
			key = "history.referrer." + code
		case workflow != "welfare":
			key = "history." + workflow + "." + code
		}
		if !words.Known(key) {
			continue
		}
		line := historyLine{At: r.At, Code: code, Text: words.Say(language, key)}
		if e, ok := r.Event.(welfare.RequestApproved); ok {
			line.Text = words.Say(language, key, in(language).usd(e.AmountCents))
		}
		if text := f.applicationHistory(r.Event, language); workflow == "application" && text != "" {
			line.Text = text
		}
		lines = append(lines, line)
	}
	return lines
}

func (s *Server) answerQuestion(w http.ResponseWriter, q *request) error {
	body, err := readBody(q)
	if err != nil {
		return err
	}
	var in struct {
		Answer string `json:"answer"`
	}
	if err := handlers.ReadJSON(body, &in); err != nil {
		return err
	}
	return s.familyActs(w, q, func(r receipt) error { return s.Desk.Reply(q.Context(), r.of, in.Answer) })
}

func (s *Server) withdrawRequest(w http.ResponseWriter, q *request) error {
	body, err := readBody(q)
	if err != nil {
		return err
	}
	if err := handlers.ReadJSON(body, &struct{}{}); err != nil {
		return err
	}
	return s.familyActs(w, q, func(r receipt) error { return s.Desk.Withdraw(q.Context(), r.of) })
}

// familyActs does something with a family's own request and answers with where it stands then.
func (s *Server) familyActs(w http.ResponseWriter, q *request, act func(receipt) error) error {
	secret, _ := q.bearer()
	r, err := s.opened(q.Context(), q.PathValue("reference"), secret)
	if err == nil {
		err = s.ofFamily(q.Context(), &r)
	}
	if err != nil {
		return err
	}
	if err := act(r); err != nil {
		return err
	}
	return s.showStatus(w, q)
}
