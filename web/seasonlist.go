package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
)

const (
	// seasonsMax bounds the seasons of the list.
	seasonsMax = 50
	// endedFor is how long a season that has ended stays on it.
	endedFor = 60 * 24 * time.Hour
)

type seasonsView struct {
	Table *tableView
	Plot  *plotView
}

// seasonCount is a season in numbers, of the groups that somebody may see.
type seasonCount struct {
	places, taken, waiting, uncoached, groups int
}

// countSeason counts all of it for whoever sees every group, and their own groups for coaches.
func countSeason(who handlers.Person, f *caseFile) (n seasonCount) {
	of := f.season()
	all := seesAllGroups(who)
	for _, g := range of.Groups {
		if !all && !slices.Contains(g.Coaches, who.ID) {
			continue
		}
		n.groups, n.places, n.taken = n.groups+1, n.places+g.Capacity, n.taken+g.Taken
		if lacksCoaches(f, g) {
			n.uncoached++
		}
	}
	if all {
		n.waiting = len(of.WaitingList())
	}
	return n
}

func seesAllGroups(who handlers.Person) bool {
	return who.Has(domain.RoleCoordinator) || who.Has(domain.RoleAdmin) || who.Has(domain.RoleAuditor)
}

func (s *Server) showSeasons(w http.ResponseWriter, q *request) error {
	files, err := s.seasons(q)
	if err != nil {
		return err
	}
	say := q.say()
	c := s.calendar(say, q.who.Organization)
	body := seasonsView{}
	if len(files) > 0 {
		body.Table = &tableView{Caption: say("page.seasons.all"), Heads: []tableHead{
			{Label: say("fact.season")},
			{Label: say("fact.first_day")},
			{Label: say("fact.last_day")},
			{Label: say("page.season.head.stands")},
			{Label: say("page.season.head.places"), Number: true},
			{Label: say("page.season.head.taken"), Number: true},
			{Label: say("page.season.head.waiting"), Number: true},
			{Label: say("page.season.head.uncoached"), Number: true},
		}}
		body.Plot = &plotView{Caption: say("page.seasons.drawn"), Heads: []string{say("fact.season"), say("page.season.head.taken"), say("page.season.head.places")}}
	}
	for _, f := range files {
		of, n := f.season(), countSeason(q.who, f)
		name := s.seasonFile(q, f).name()
		body.Table.row(tableCell{Text: name, Href: "/cases/" + f.Reference}, tableCell{Text: c.written(of.First.Format(time.DateOnly))},
			tableCell{Text: c.written(of.Last.Format(time.DateOnly))}, tableCell{Text: say("page.season.phase." + phaseOf(of, c.now))}, tableCell{Text: strconv.Itoa(n.places)},
			tableCell{Text: strconv.Itoa(n.taken)}, tableCell{Text: strconv.Itoa(n.waiting)}, tableCell{Text: strconv.Itoa(n.uncoached)})
		body.Plot.Rows = append(body.Plot.Rows, plotRow{
			Label: name, Values: []string{strconv.Itoa(n.taken), strconv.Itoa(n.places)}, Width: min(1000, n.taken*1000/max(1, n.places)),
		})
	}
	return s.show(w, http.StatusOK, "seasons", q.page(say("page.seasons.title"), body).staff())
}

// seasonLine is a season in the API's list.
type seasonLine struct {
	Reference string    `json:"reference"`
	Program   string    `json:"program"`
	Season    string    `json:"season"`
	Phase     string    `json:"phase"`
	FirstDay  time.Time `json:"first_day"`
	LastDay   time.Time `json:"last_day"`
	Places    int       `json:"places"`
	Taken     int       `json:"taken"`
	Waiting   int       `json:"waiting"`
	Uncoached int       `json:"groups_short_of_coaches"`
}

func (s *Server) listSeasons(w http.ResponseWriter, q *request) error {
	files, err := s.seasons(q)
	if err != nil {
		return err
	}
	list := []seasonLine{}
	for _, f := range files {
		of, n := f.season(), countSeason(q.who, f)
		list = append(list, seasonLine{
			Reference: f.Reference, Program: f.Program, Season: of.Season, Phase: phaseOf(of, s.Now()), FirstDay: of.First, LastDay: of.Last,
			Places: n.places, Taken: n.taken, Waiting: n.waiting, Uncoached: n.uncoached,
		})
	}
	return writeJSON(w, http.StatusOK, map[string]any{"seasons": list})
}

// seasons opens those that run, are to come, or ended a while ago, by program and day.
func (s *Server) seasons(q *request) (list []*caseFile, err error) {
	err = s.Store.Read(q.Context(), q.who.Scope(), func(tx store.Tx) error {
		cases, err := s.Store.Seasons(q.Context(), tx, q.who.Organization, s.Now().Add(-endedFor), seasonsMax)
		if err != nil {
			return err
		}
		files, err := s.openFiles(q.Context(), tx, cases)
		for _, f := range files {
			if seesAllGroups(q.who) || len(f.coachedBy(q.who.ID)) > 0 {
				list = append(list, f)
			}
		}
		return err
	})
	slices.SortFunc(list, func(a, b *caseFile) int {
		if n := strings.Compare(a.terms.Program.Key, b.terms.Program.Key); n != 0 {
			return n
		}
		return a.season().First.Compare(b.season().First)
	})
	return list, err
}

// phaseOf says where a season stands.
func phaseOf(of season.State, now time.Time) string {
	switch {
	case of.Over:
		return "ended"
	case of.Ending:
		return "ending"
	case !now.Before(of.First):
		return "running"
	case of.Closed:
		return "closed"
	}
	return "open"
}
