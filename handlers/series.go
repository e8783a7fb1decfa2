package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// Series is the gatherings of one program as anybody may read them, with what was written about them.
type Series struct {
	Program programs.Program
	State   series.State
	Changed map[string]time.Time // when a gathering was last planned, moved or called off, by its key
	texts   map[uuid.UUID]string
}

// Text is something that was written for everybody; empty when there is none.
func (s Series) Text(id uuid.UUID) string { return s.texts[id] }

// Name is what a gathering is called: as the program, unless it has a name of its own.
func (s Series) Name(g series.Gathering, language string) string {
	if name := s.texts[g.Name]; name != "" {
		return name
	}
	return s.Program.Name.In(language)
}

// Place is where a gathering is.
func (s Series) Place(g series.Gathering) gathering.Place {
	var place gathering.Place
	if json.Unmarshal([]byte(s.texts[g.Place]), &place) == nil && place.Name != "" {
		return place
	}
	return s.Program.Gathering.Place
}

// seriesOf finds the program; NotFound when it has no gatherings.
func (d *Desk) seriesOf(organization, program string) (programs.Program, error) {
	p, known := d.Handler.Programs.Catalog.Find(organization, program)
	if !known || p.Gathering == nil {
		return p, domain.Errorf(domain.NotFound, "We know no gatherings of that name.")
	}
	return p, nil
}

// ReadSeries folds the gatherings of a program and opens what was written about them.
func (d *Desk) ReadSeries(ctx context.Context, organization, program string) (s Series, err error) {
	if s.Program, err = d.seriesOf(organization, program); err != nil {
		return s, err
	}
	stream := series.Stream(organization, program)
	var events []store.StoredEvent
	var texts []store.TextRow
	scope := store.Scope{Organization: organization, Compartments: []domain.Compartment{workflows.Find("series").Compartment}}
	if err = d.Handler.Store.Read(ctx, scope, func(tx store.Tx) error {
		if events, err = d.Handler.Store.Events(ctx, tx, stream); err != nil {
			return err
		}
		texts, err = d.Handler.Store.Texts(ctx, tx, []uuid.UUID{stream})
		return err
	}); err != nil {
		return s, err
	}
	s.texts, s.Changed = map[uuid.UUID]string{}, map[string]time.Time{}
	for _, e := range events {
		event, err := workflows.Decode(e.Type, e.Data)
		if err != nil {
			return s, err
		}
		s.State = series.Evolve(s.State, event)
		if key := calendarKey(event); key != "" {
			s.Changed[key] = e.At
		}
	}
	for _, t := range texts {
		plain, err := d.OpenText(organization, t)
		if err != nil {
			return s, err
		}
		s.texts[t.ID] = string(plain)
	}
	return s, nil
}

// calendarKey is the gathering that calendars have to hear of because of an event.
func calendarKey(event domain.Event) string {
	switch e := event.(type) {
	case series.GatheringPlanned:
		return e.Gathering
	case series.SingleAdded:
		return e.Gathering
	case series.GatheringMoved:
		return e.Gathering
	case series.GatheringCalledOff:
		return e.Gathering
	}
	return ""
}

// AllSeries reads the gatherings of every program of an organization.
func (d *Desk) AllSeries(ctx context.Context, organization string) (list []Series, err error) {
	for _, p := range d.Handler.Programs.Catalog.Programs(organization) {
		if p.Gathering == nil {
			continue
		}
		s, err := d.ReadSeries(ctx, organization, p.Key)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// PlanSeries has every program's rule followed; doing it again changes nothing.
func (d *Desk) PlanSeries(ctx context.Context) error {
	for _, o := range d.Handler.Programs.Catalog.Organizations() {
		for _, p := range d.Handler.Programs.Catalog.Programs(o.Key) {
			if p.Gathering == nil {
				continue
			}
			err := d.Lanes.Do(ctx, Message{
				Organization: o.Key, Workflow: "series", Stream: series.Stream(o.Key, p.Key), Command: series.Plan{}, Actor: "timer", Cause: d.Handler.NewID(),
			}).Err
			if err != nil && domain.CodeOf(err) != domain.Conflict { // another process that starts now has planned them
				return fmt.Errorf("plan the gatherings of %s/%s: %w", o.Key, p.Key, err)
			}
		}
	}
	return nil
}

// SeriesRules is what a program says about its gatherings.
func (p *Programs) SeriesRules(program programs.Program) series.Rules {
	o, _ := p.Catalog.Organization(program.Organization)
	g := program.Gathering
	r := series.Rules{From: g.From, To: g.To, Zone: o.Location(), Seats: g.Capacity.Seats, RSVPUntil: g.RSVPUntil, Offer: g.Offer}
	since, _ := time.Parse(time.DateOnly, g.Since)    // the loader has read both
	r.Days, _ = domain.ParseRecurrence(g.Rule, since) //
	for _, area := range g.Areas {
		r.Areas = append(r.Areas, area.Key)
	}
	return r
}

// seriesFacts gives commands the rules of the program whose gatherings they are, as they are today.
type seriesFacts struct {
	nothingToKnow

	batch *batch
}

func newSeriesFacts(b *batch) briefing { return seriesFacts{batch: b} }

func (f seriesFacts) into(s *stream, c domain.Command) domain.Command {
	all := f.batch.handler.Programs
	for _, p := range all.Catalog.Programs(f.batch.scope.Organization) {
		if p.Gathering != nil && series.Stream(p.Organization, p.Key) == s.id {
			return series.WithFacts(c, series.Facts{Rules: all.SeriesRules(p)})
		}
	}
	return c
}
