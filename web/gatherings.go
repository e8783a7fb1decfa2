package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

// choicesMax is how many days one can choose from when answering.
const choicesMax = 24

// gatheringPages is the part of the table about gatherings.
func (s *Server) gatheringPages() []route {
	return []route{
		{"GET", v1 + "/organizations/{org}/gatherings", public, (*Server).listGatherings, true, false, "Gatherings of the next twelve months"},
		{"GET", v1 + "/organizations/{org}/calendar.ics", public, (*Server).showCalendar, true, false, "The same as an iCalendar feed"},
		{"POST", v1 + "/gatherings/{program}/changes", coordinators, (*Server).changeSeries, true, false, "Change gatherings"},

		onPage("GET", "/g/{org}", public, (*Server).showGatherings),
		onPage("GET", "/g/{org}/{program}/{gathering}", public, (*Server).showGathering),
		onPage("GET", "/g/{org}/{program}/{gathering}/flyer", public, (*Server).showFlyer),

		onPage("GET", "/gatherings", coordinators, (*Server).findSeries),
		onPage("GET", "/gatherings/{program}", coordinators, (*Server).showSeries),
		onPage("POST", "/gatherings/{program}", coordinators, (*Server).changeSeriesOnPage),
		onPage("GET", "/gatherings/{program}/{gathering}", coordinators, (*Server).showVisits),
		onPage("POST", "/gatherings/{program}/{gathering}", coordinators, (*Server).changeGatheringOnPage),
		onPage("GET", "/gatherings/{program}/{gathering}/list", coordinators, (*Server).showDoorList),
	}
}

// gatheringRow is one gathering as the API lists it.
type gatheringRow struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Place    string    `json:"place"`
	RSVPURL  string    `json:"rsvp_url"`
}

func (s *Server) listGatherings(w http.ResponseWriter, q *request) error {
	o, err := s.organization(q)
	if err != nil {
		return err
	}
	all, err := s.Desk.AllSeries(q.Context(), o.Key)
	if err != nil {
		return err
	}
	list := []gatheringRow{}
	for _, a := range all {
		for _, g := range a.State.Gatherings {
			if g.Because == "" && g.EndsAt.After(s.Now()) && g.StartsAt.Before(s.Now().AddDate(1, 0, 0)) {
				list = append(list, gatheringRow{
					ID: a.Program.Key + "/" + g.Key, Name: a.Name(g, q.language()), StartsAt: g.StartsAt.UTC(), EndsAt: g.EndsAt.UTC(), Place: placeWords(a, g),
					RSVPURL: s.PublicURL + rsvpPath(a.Program, g.Key),
				})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b gatheringRow) int { return a.StartsAt.Compare(b.StartsAt) })
	return writeJSON(w, http.StatusOK, map[string]any{"gatherings": list})
}

func placeWords(s handlers.Series, g series.Gathering) string {
	place := s.Place(g)
	return place.Name + ", " + place.Street
}

func rsvpPath(p programs.Program, key string) string { return programPath(p) + "/ask?gathering=" + key }

func gatheringPath(p programs.Program, key string) string {
	return "/g/" + p.Organization + "/" + p.Key + "/" + key
}

// withDays puts the days that answers are taken for into the form of a program with gatherings. While they cannot be read, the question stays open.
func (s *Server) withDays(ctx context.Context, p programs.Program, say speaker) programs.Program {
	if p.Gathering == nil {
		return p
	}
	all, err := s.Desk.ReadSeries(ctx, p.Organization, p.Key)
	if err != nil {
		return p
	}
	c := s.calendar(say, p.Organization)
	var options []programs.Option
	for _, g := range all.State.Gatherings {
		if g.OpenAt(p.Gathering.RSVPUntil, s.Now()) && len(options) < choicesMax {
			options = append(options, programs.Option{Key: g.Key, Label: programs.Text{"en": s.optionWords(c, all, g)}})
		}
	}
	p.Form.Fields = slices.Clone(p.Form.Fields)
	for i := range p.Form.Fields {
		if f := &p.Form.Fields[i]; f.Key == programs.AnswerGathering {
			f.Type, f.Options = programs.TypeChoice, options
		}
	}
	return p
}

// optionWords are a gathering in one line: when, and where if it is not where it always is.
func (s *Server) optionWords(c calendar, all handlers.Series, g series.Gathering) string {
	words := c.moment(g.StartsAt).Words
	if name := all.Text(g.Name); name != "" {
		words = c.say("gathering.option", name, words)
	}
	if free, limited := g.Free(); limited && (free == 0 || len(g.InLine()) > 0) {
		words = c.say("gathering.option_full", words)
	}
	return words
}

// mayCome refuses an answer for a day that takes none (any more), saying why and what instead. What changes between this and the decision in the
// series is told afterwards.
func (s *Server) mayCome(ctx context.Context, p programs.Program, answers programs.Answers, key string) error {
	if p.Gathering == nil || s.Desk.Repeats(ctx, p, key) {
		return nil
	}
	all, err := s.Desk.ReadSeries(ctx, p.Organization, p.Key)
	if domain.CodeOf(err) == domain.Unavailable {
		return nil
	}
	if err != nil {
		return err
	}
	var why string
	g, found := all.State.Gathering(answers.Text(programs.AnswerGathering))
	party := p.Gathering.Capacity.Taken(answers.Number(programs.AnswerAdults), answers.Number(programs.AnswerChildren))
	switch {
	case !found:
		why = "There is no gathering on that day. Please choose one of those on our page."
	case g.Because != "":
		why = "This gathering has been called off. Please choose another one."
	case !g.OpenAt(p.Gathering.RSVPUntil, s.Now()) && s.Now().Before(g.StartsAt):
		why = "Answers for this gathering have closed, because it begins soon. You can come without an answer, or choose another one."
	case !g.OpenAt(p.Gathering.RSVPUntil, s.Now()):
		why = "This gathering has begun or is over. Please choose another one."
	case g.Capacity > 0 && party > g.Capacity:
		why = "There are fewer places than you need at this gathering. Please answer for fewer people, or call the number on our page."
	default:
		return nil
	}
	refused := domain.Errorf(domain.Rejected, "%s", why)
	refused.Fields = []domain.FieldError{{Field: programs.AnswerGathering, Message: why}}
	return refused
}

// changeSeries is a coordinator's change through the API.
func (s *Server) changeSeries(w http.ResponseWriter, q *request) error {
	body, err := readBody(q)
	if err != nil {
		return err
	}
	var in handlers.SeriesChange
	if err := handlers.ReadJSON(body, &in); err != nil {
		return err
	}
	if err := s.Desk.ChangeSeries(q.Context(), q.who, q.PathValue("program"), in); err != nil {
		return err
	}
	all, err := s.Desk.ReadSeries(q.Context(), q.who.Organization, q.PathValue("program"))
	if err != nil {
		return err
	}
	key := in.Gathering
	if in.Do == "add_single" {
		key = series.SingleKey(in.ID)
	}
	answer := map[string]any{"done": in.Do}
	if g, found := all.State.Gathering(key); found {
		free, limited := g.Free()
		answer["gathering"] = map[string]any{
			"key": g.Key, "starts_at": g.StartsAt, "ends_at": g.EndsAt, "capacity": g.Capacity, "free": free, "limited": limited, "waiting": len(g.InLine()),
			"because": g.Because, "sequence": g.Sequence,
		}
	}
	return writeJSON(w, http.StatusOK, answer)
}
