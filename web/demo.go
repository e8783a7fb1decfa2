package web

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

// Demo is what only a demo has: people to be, a clock to move, a bus to trouble.
type Demo struct {
	Personas  []Persona
	Advance   func(ctx context.Context, by time.Duration) (time.Time, error)
	StopBus   func(d time.Duration)
	BusUp     func() bool
	Redeliver func(ctx context.Context, n int) (int, error)
	Repeat    func(ctx context.Context, n int) (int, error)      // as Redeliver, of events that some route takes
	Ask       func(ctx context.Context) error                    // brings one more family's request
	Taking    func(event uuid.UUID, route string) Taking         // what this process has seen of an event at a route
	Reply     func(ctx context.Context, from, text string) error // as somebody's telephone would, through the real door
	Guide     []GuideStep
	Revive    func(ctx context.Context, p Persona) error // gives a person back what an administrator took from them
	Stories   []Story
}

// Persona is a fictional person that a visitor of the demo can be.
type Persona struct {
	Key          string        `json:"key"`
	Name         string        `json:"name"`
	Organization string        `json:"organization"`
	Roles        []domain.Role `json:"roles"`
	Token        string        `json:"token"`
	Email        string        `json:"email"`
	Phone        string        `json:"phone,omitempty"`
	About        string        `json:"about"`

	Does string                           `json:"-"` // what About says, as the words of each language name it
	Own  func(ctx context.Context) string `json:"-"` // the page of what they asked for themselves, which only its link opens; nil where they begin elsewhere
}

// Doing is the key of what they do in the words of each language.
func (p Persona) Doing() string { return "persona." + p.Does }

// Story is something that a visitor finds under way.
type Story struct {
	Key  string                                      // of its words: story.<key>
	Be   string                                      // who sees it best, as organization/key; empty for whoever has the link, or whom only Find knows
	Path string                                      // where stories of its kind are found
	Find func(ctx context.Context) (be, path string) // the story itself; an empty path where it is not found, nil where Path is all there is
}

// Bounds of what a visitor may ask for.
const (
	advanceMax   = 400 * 24 * time.Hour
	stopMax      = time.Minute
	redeliverMax = 1000
	mailboxMax   = 500
)

func (s *Server) demoPersonas(w http.ResponseWriter, _ *request) error {
	return writeJSON(w, http.StatusOK, map[string]any{"personas": s.Demo.Personas})
}

type mailView struct {
	At      time.Time `json:"at"`
	Channel string    `json:"channel"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	Links   []string  `json:"links"`
}

// mailOf reads a recipient as people write telephone numbers; empty is everybody.
func mailOf(q *request) string {
	to := q.URL.Query().Get("to")
	if phone, wrong := programs.ReadPhone(to); to != "" && wrong == "" {
		return phone
	}
	return to
}

func (s *Server) mail(q *request, to string, replies bool) ([]mailView, error) {
	messages, err := s.Store.DemoMessages(q.Context(), to, replies, mailboxMax)
	if err != nil {
		return nil, err
	}
	views := []mailView{}
	for _, m := range messages {
		views = append(views, mailView{At: m.At, Channel: m.Channel, To: m.Recipient, Subject: m.Subject, Text: m.Body, Links: m.Links})
	}
	return views, nil
}

func (s *Server) demoMailbox(w http.ResponseWriter, q *request) error {
	views, err := s.mail(q, mailOf(q), false)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"messages": views})
}

func (s *Server) demoClock(w http.ResponseWriter, q *request) error {
	var in struct {
		Advance string `json:"advance"`
	}
	body, err := readBody(q)
	if err != nil {
		return err
	}
	if err := handlers.ReadJSON(body, &in); err != nil {
		return err
	}
	now, err := s.advance(q.Context(), in.Advance)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"now": now})
}

func (s *Server) advance(ctx context.Context, by string) (time.Time, error) {
	d, err := time.ParseDuration(by)
	if err != nil || d < 0 || d > advanceMax {
		return time.Time{}, fieldProblem("advance", "Write how far to go on, for example 24h; the clock does not go back.")
	}
	return s.Demo.Advance(ctx, d)
}

func (s *Server) demoBus(w http.ResponseWriter, q *request) error {
	var in struct {
		StopFor       string `json:"stop_for"`
		RedeliverLast *int   `json:"redeliver_last"`
	}
	body, err := readBody(q)
	if err != nil {
		return err
	}
	if err := handlers.ReadJSON(body, &in); err != nil {
		return err
	}
	if in.StopFor == "" && in.RedeliverLast == nil {
		return domain.Errorf(domain.Invalid, "Say stop_for, for example 5s, or redeliver_last, a number.")
	}
	answer := map[string]any{}
	if in.RedeliverLast != nil {
		if *in.RedeliverLast < 0 || *in.RedeliverLast > redeliverMax {
			return fieldProblem("redeliver_last", "A number up to 1000, please.")
		}
		if answer["redelivered"], err = s.Demo.Redeliver(q.Context(), *in.RedeliverLast); err != nil {
			return err
		}
	}
	if in.StopFor != "" {
		d, err := time.ParseDuration(in.StopFor)
		if err != nil || d <= 0 || d > stopMax {
			return fieldProblem("stop_for", "Write for how long, for example 5s; at most a minute.")
		}
		s.Demo.StopBus(d)
		answer["stopped_for"] = d.String()
	}
	return writeJSON(w, http.StatusOK, answer)
}
