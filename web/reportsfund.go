package web

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/veil"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// decisionBounds are the upper ends by which the time to a decision is counted.
var decisionBounds = []bound{{"1d", 24 * time.Hour}, {"3d", 72 * time.Hour}, {"7d", 7 * 24 * time.Hour}, {"14d", 14 * 24 * time.Hour}}

// requestTypes are the events that a request to a fund is counted from.
var requestTypes = []string{
	welfare.RequestSubmitted{}.EventType(), welfare.RequestApproved{}.EventType(), welfare.RequestDeclined{}.EventType(), welfare.CaseClosed{}.EventType(),
	welfare.RequestWithdrawn{}.EventType(), welfare.RequestLapsed{}.EventType(),
}

// fundRequests folds events that come case by case: how long each request waited for its decision, and what it was about.
func fundRequests(events []store.ReportEvent) (list []family, needs []string, err error) {
	var last uuid.UUID
	for _, e := range events {
		if len(list) == 0 || e.StreamID != last {
			list, needs, last = append(list, family{}), append(needs, ""), e.StreamID
		}
		f := &list[len(list)-1]
		switch e.Type {
		case welfare.RequestSubmitted{}.EventType():
			var submitted welfare.RequestSubmitted
			if err := json.Unmarshal(e.Data, &submitted); err != nil {
				return nil, nil, err
			}
			f.referred, needs[len(needs)-1] = e.At, submitted.Need
		case welfare.RequestApproved{}.EventType(), welfare.RequestDeclined{}.EventType():
			first(&f.contacted, e.At)
		default:
			f.outcome = support.Withdrawn // it ended, however
		}
	}
	return list, needs, nil
}

// fundSections count what the organization's funds were asked for, in the period of a report. Whoever reads them sees no request, so few are not told.
func (s *Server) fundSections(q *request, v reportWords) (sections []reportSection, err error) {
	if !q.who.Has(domain.RoleAdmin) && !q.who.Has(domain.RoleAuditor) {
		return nil, nil
	}
	for _, p := range s.Catalog.Programs(q.who.Organization) {
		if p.Kind != programs.KindWelfare {
			continue
		}
		var events []store.ReportEvent
		f := store.ReportFilter{Organization: q.who.Organization, Program: p.Key, Since: v.since, Types: requestTypes, Limit: reportFamilies}
		if err := s.Store.Read(q.Context(), q.who.Scope(), func(tx store.Tx) error {
			events, err = s.Store.EventsOfNewCases(q.Context(), tx, f)
			return err
		}); err != nil {
			return nil, err
		}
		list, needs, err := fundRequests(events)
		if err != nil {
			return nil, err
		}
		sections = append(sections, v.fund(p, list, needs)...)
	}
	return sections, nil
}

func (v reportWords) fund(p programs.Program, list []family, needs []string) []reportSection {
	say, name := v.c.say, p.Name.In(v.language)
	field, _ := p.Form.Field("need")
	var labels, keys []string
	for _, o := range field.Options {
		labels, keys = append(labels, o.Label.In(v.language)), append(keys, o.Key)
	}
	counts := make([]int, len(keys))
	for _, need := range needs {
		i := slices.Index(keys, need)
		if i < 0 {
			i = len(keys) - 1 // what an earlier version of the program called something else
		}
		counts[i]++
	}
	waited := waitsOf(list, decisionBounds, toContact)
	hidden, whole := veil.HideAll(counts, waited.counts)
	needed := reportSection{Title: say("page.reports.needs", name), Lead: say("page.reports.needs_what")}
	if whole || len(list) == 0 {
		needed.Lead = say("page.reports.needs_few")
		return []reportSection{needed}
	}
	needed.Plots = []plotView{v.plot(say("page.reports.needs_table"), say("page.reports.head.need"), say("page.reports.head.requests"), labels, counts, hidden[0])}
	of := *v.report
	of.exact = false // of families one may see all, and of requests none
	v.report = &of
	decided := v.waits(say("page.reports.decision", name), say("page.reports.decision_what"), waited, hidden[1])
	decided.Plots = slices.Clone(decided.Plots)
	decided.Plots[0].Heads[1] = say("page.reports.head.requests")
	return []reportSection{needed, decided}
}
