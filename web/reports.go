package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/domain/veil"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// reportReaders may read what became of families, in numbers. Only coordinators, who see the families themselves, read all of them.
var reportReaders = only(domain.RoleCoordinator, domain.RoleAdmin, domain.RoleAuditor)

// The bounds of one report.
const (
	reportFamilies = 5000
	reportEvents   = 50000
	reportDays     = 90
	talkFor        = 30 * 24 * time.Hour
)

var reportPeriods = []int{30, 90, 365}

// reportPages is the part of the table about what coordinators look back on.
func (s *Server) reportPages() []route {
	return []route{
		onPage("GET", "/reports", reportReaders, (*Server).showReport),
		{"GET", v1 + "/reports/{program}", reportReaders, (*Server).readReport, true, false, "What became of families, in numbers"},
	}
}

// report is the numbers of a support program in a period. Every family is counted once in each of its tables.
type report struct {
	program       programs.Program
	days          int
	since, until  time.Time
	exact         bool // read by a coordinator
	complete      bool // nothing was left out because it was too much
	families      []family
	accept, reach waits
	ends, askers  []int
	hidden        reportVeil
	loads         []int // ministers by the families they are with
	limit         int   // of families of one minister
	full          int   // ministers who are at their own limit
	ministers     []uuid.UUID
	work          work
	gaps          []areaGaps
	gapsUntil     time.Time
}

// reportVeil says which counts the reader is not shown.
type reportVeil struct {
	whole                       bool
	accept, reach, ends, askers []bool
}

// supportPrograms lists the programs of the organization that there are reports about.
func (s *Server) supportPrograms(q *request) []programs.Program {
	return slices.DeleteFunc(slices.Clone(s.Catalog.Programs(q.who.Organization)), func(p programs.Program) bool { return p.Protocol == nil })
}

// reportOf reads what a report is about; NotFound when the organization has no such program.
func (s *Server) reportOf(q *request, key string) (*report, error) {
	list := s.supportPrograms(q)
	i := slices.IndexFunc(list, func(p programs.Program) bool { return p.Key == key })
	if i < 0 {
		return nil, domain.Errorf(domain.NotFound, "Your organization has no program of that name that stands by families.")
	}
	r := &report{program: list[i], days: reportDays, until: s.Now().UTC(), exact: q.who.Has(domain.RoleCoordinator)}
	if typed := q.URL.Query().Get("days"); typed != "" {
		if r.days, _ = strconv.Atoi(typed); !slices.Contains(reportPeriods, r.days) { // what is no number is 0
			return nil, fieldProblem("days", "There are reports for 30, 90 or 365 days. Please choose one of them.")
		}
	}
	r.since = r.until.AddDate(0, 0, -r.days)
	state, rules, err := s.Desk.ReadRota(q.Context(), q.who, key)
	if err != nil {
		return nil, err
	}
	r.gapsUntil = r.until.Add(rules.WarnBefore)
	for _, m := range state.Ministers {
		r.ministers = append(r.ministers, m.ID)
	}
	err = s.Store.Read(q.Context(), q.who.Scope(), func(tx store.Tx) error {
		loads, err := s.Store.Loads(q.Context(), tx, r.ministers)
		if err != nil {
			return err
		}
		r.count(state, loads)
		return s.readEvents(q, tx, r)
	})
	if err != nil {
		return nil, err
	}
	r.veil()
	return r, nil
}

func (s *Server) readEvents(q *request, tx store.Tx, r *report) error {
	f := store.ReportFilter{Organization: q.who.Organization, Program: r.program.Key, Since: r.since, Types: familyTypes, Limit: reportFamilies}
	events, err := s.Store.EventsOfNewCases(q.Context(), tx, f)
	if err != nil {
		return err
	}
	if r.families, err = families(events); err != nil {
		return err
	}
	r.accept, r.reach = waitsOf(r.families, acceptedBounds, toAccepted), waitsOf(r.families, contactBounds, toContact)
	r.ends, r.askers = countOf(r.families, ends, outcomeOf), countOf(r.families, askers, askerOf)
	f.Types, f.Limit = workTypes, reportEvents
	done, err := s.Store.EventsOfCases(q.Context(), tx, f)
	if err != nil {
		return err
	}
	if r.work, err = workOf(done, r.until.Add(-talkFor)); err != nil {
		return err
	}
	f.Types = gapTypes
	gaps, err := s.Store.EventsOfStream(q.Context(), tx, rota.Stream(q.who.Organization, r.program.Key), f)
	if err != nil {
		return err
	}
	r.complete = len(r.families) < reportFamilies && len(done) < reportEvents && len(gaps) < reportEvents
	r.gaps, err = gapsOf(gaps, r.program.Protocol.Areas, r.gapsUntil)
	return err
}

// count spreads the ministers of the rota by how many families they are with, up to the program's limit and beyond it if somebody is.
func (r *report) count(state rota.State, loads []store.Load) {
	families := map[uuid.UUID]int{}
	r.limit = r.program.Protocol.Care.CapFamilies
	most := r.limit
	for _, l := range loads {
		families[l.PersonID] = l.Families
		most = max(most, l.Families)
	}
	r.loads = make([]int, most+1)
	for _, m := range state.Ministers {
		n := families[m.ID]
		r.loads[n]++
		if m.CapFamilies > 0 && n >= m.CapFamilies {
			r.full++
		}
	}
}

// veil decides what of the tables about families the reader is not shown.
func (r *report) veil() {
	v := &r.hidden
	if r.exact {
		v.accept, v.reach = make([]bool, len(r.accept.counts)), make([]bool, len(r.reach.counts))
		v.ends, v.askers = make([]bool, len(r.ends)), make([]bool, len(r.askers))
		return
	}
	all, whole := veil.HideAll(r.accept.counts, r.reach.counts, r.ends, r.askers)
	v.accept, v.reach, v.ends, v.askers, v.whole = all[0], all[1], all[2], all[3], whole
}

// quantile is how long it took at most for that many percent; not known when that is not shown, or when it happened for nobody.
func (r *report) quantile(w waits, hidden []bool, percent int) (d time.Duration, known bool) {
	known = len(w.took) > 0 && (r.exact || veil.Tells(w.counts, hidden, w.measured(), percent))
	return w.within(percent), known
}

// happened counts the families for whom something happened, unless that would tell a hidden count of those for whom it did not.
func happened(w waits, hidden []bool) (n int, secret bool) {
	for i, count := range w.counts {
		if i < w.measured() {
			n += count
		}
		secret = secret || hidden != nil && i >= w.measured() && hidden[i]
	}
	return n, secret
}

// tally is one number of a report; null where it is not told.
type tally struct {
	Key        string `json:"key"`
	Count      *int   `json:"count"`
	Suppressed bool   `json:"suppressed,omitempty"`
}

func tallyOf(key string, n int, hidden bool) tally {
	if hidden {
		return tally{Key: key, Suppressed: true}
	}
	return tally{Key: key, Count: &n}
}

func tallies[K ~string](keys []K, counts []int, hidden []bool) []tally {
	list := []tally{}
	for i, key := range keys {
		list = append(list, tallyOf(string(key), counts[i], hidden != nil && hidden[i]))
	}
	return list
}

// waitsJSON is how long something took. The quantiles are null when they are not told, or there is nothing to tell.
type waitsJSON struct {
	Families     []tally `json:"families"`
	HalfMinutes  *int    `json:"half_within_minutes"`
	NinthMinutes *int    `json:"nine_of_ten_within_minutes"`
}

func (r *report) waitsJSON(w waits, hidden []bool) waitsJSON {
	minutes := func(percent int) *int {
		d, known := r.quantile(w, hidden, percent)
		if !known {
			return nil
		}
		n := minutesUp(d)
		return &n
	}
	return waitsJSON{Families: tallies(w.keys, w.counts, hidden), HalfMinutes: minutes(50), NinthMinutes: minutes(90)}
}

// minutesUp is a time in minutes that it did not exceed, one at least.
func minutesUp(d time.Duration) int { return max(1, int((d+time.Minute-1)/time.Minute)) }

// endKeys are what the ends are called; a case that has not ended is open.
func endKeys() []string {
	var keys []string
	for _, e := range ends {
		if e == "" {
			e = "open"
		}
		keys = append(keys, string(e))
	}
	return keys
}

// MarshalJSON gives the report as the API answers it.
func (r *report) MarshalJSON() ([]byte, error) {
	accepted, noAccepted := happened(r.accept, r.hidden.accept)
	reached, noReached := happened(r.reach, r.hidden.reach)
	ministers := object{"with_families": tallies(numbers(len(r.loads)), r.loads, nil), "limit": r.limit, "at_their_limit": r.full}
	if r.exact {
		ministers["by_call_outs"] = tallies(callOutKeys, spread(r.ministers, r.work.callOuts, callOutsBelow), nil)
		ministers["by_visits"] = tallies(visitKeys, spread(r.ministers, r.work.minutesOf, minutesBelow), nil)
	}
	gaps := []object{}
	for _, g := range r.gaps {
		gaps = append(gaps, object{"area": g.area, "found": g.found, "minutes": int(g.length / time.Minute)})
	}
	wishes := object{"count": r.work.wishes(), "days": int(talkFor / (24 * time.Hour))}
	if r.exact {
		list := []object{}
		for _, t := range r.work.talks {
			list = append(list, object{"reference": t.reference, "people": t.people})
		}
		wishes["cases"] = list
	}
	outcomes := object{"ends": tallies(endKeys(), r.ends, r.hidden.ends), "askers": tallies(askers, r.askers, r.hidden.askers)}
	if r.exact {
		outcomes["by_asker"] = r.cross()
	}
	return json.Marshal(object{
		"program": r.program.Key, "days": r.days, "since": r.since, "until": r.until, "exact": r.exact, "complete": r.complete,
		"families": []tally{
			tallyOf("referred", len(r.families), r.hidden.whole), tallyOf("accepted", accepted, noAccepted), tallyOf("contact", reached, noReached),
		},
		"acceptance": r.waitsJSON(r.accept, r.hidden.accept), "contact": r.waitsJSON(r.reach, r.hidden.reach), "outcomes": outcomes,
		"ministers": ministers, "debriefs": wishes, "gaps": gaps,
		"work": object{"asked": r.work.asked, "accepted": r.work.accepted, "visits": r.work.visits, "visit_minutes": r.work.minutes},
	})
}

// cross is what became of the families, by who asked. Only coordinators read it: it holds too many counts of few for others to be told any of it.
func (r *report) cross() map[string][]tally {
	table := map[string][]tally{}
	for _, asker := range askers {
		list := slices.DeleteFunc(slices.Clone(r.families), func(f family) bool { return f.asker != asker })
		accepted, _ := happened(waitsOf(list, nil, toAccepted), nil)
		reached, _ := happened(waitsOf(list, nil, toContact), nil)
		table[string(asker)] = append([]tally{tallyOf("referred", len(list), false), tallyOf("accepted", accepted, false), tallyOf("contact", reached, false)},
			tallies(endKeys(), countOf(list, ends, outcomeOf), nil)...)
	}
	return table
}

// What ministers did, in the order of the bounds that it is counted by.
var (
	callOutKeys = []string{"0", "1", "2", "3_4", "5_or_more"}
	visitKeys   = []string{"none", "under_2h", "2h_5h", "5h_10h", "over_10h"}
)

// numbers are the keys of counts from 0 on.
func numbers(n int) []string {
	var keys []string
	for i := range n {
		keys = append(keys, strconv.Itoa(i))
	}
	return keys
}

func (s *Server) readReport(w http.ResponseWriter, q *request) error {
	r, err := s.reportOf(q, q.PathValue("program"))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, r)
}
