package web

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
)

// season is the state of a season; of every other case the zero one.
func (f *caseFile) season() season.State {
	s, _ := f.state.(season.State)
	return s
}

func seasonView() view {
	return view{
		task: (*Server).seasonTask, facts: (*Server).seasonCase, card: seasonCard, words: taskWords.season, page: (*Server).seasonPage, opens: runsSeason,
		fields: seasonFields, after: (*Server).afterSeasonAct,
	}
}

// runsSeason tells whether somebody coordinates seasons, or coaches a group of this one.
func runsSeason(who handlers.Person, f *caseFile) bool {
	return who.Has(domain.RoleCoordinator) || len(f.coachedBy(who.ID)) > 0
}

// coachedBy lists the groups that somebody looks after.
func (f *caseFile) coachedBy(who uuid.UUID) []string {
	var keys []string
	for _, g := range f.season().Groups {
		if slices.Contains(g.Coaches, who) {
			keys = append(keys, g.Key)
		}
	}
	return keys
}

// seasonFacts is a season as those who run it read it: ids and counts, nobody's name.
type seasonFacts struct {
	Season   string       `json:"season"`
	FirstDay time.Time    `json:"first_day"`
	LastDay  time.Time    `json:"last_day"`
	ClosesAt time.Time    `json:"applications_until"`
	Groups   []groupFacts `json:"groups"`
	Waiting  []uuid.UUID  `json:"waiting"` // applications, in the order in which places are offered
}

type groupFacts struct {
	Key      string        `json:"key"`
	Capacity int           `json:"capacity"`
	Taken    int           `json:"taken"` // seated and offered
	Seated   []uuid.UUID   `json:"seated"`
	Coaches  []uuid.UUID   `json:"coaches"`
	Needed   int           `json:"coaches_needed"`   // how many the group should have
	Short    bool          `json:"short_of_coaches"` // somebody is in it, and it has fewer
	Sessions []sessionView `json:"sessions"`
	Recorded []metFacts    `json:"attendance"` // of the sessions that were recorded
}

// metFacts is who was at one session; whoever is in neither list was not.
type metFacts struct {
	Number  int         `json:"number"`
	Present []uuid.UUID `json:"present"`
	Excused []uuid.UUID `json:"excused"`
}

// seasonFactsOf leaves out groups that a coach does not look after.
func (s *Server) seasonFactsOf(who handlers.Person, f *caseFile) seasonFacts {
	of := f.season()
	facts := seasonFacts{Season: of.Season, FirstDay: of.First, LastDay: of.Last, ClosesAt: of.ClosesAt, Groups: []groupFacts{}, Waiting: []uuid.UUID{}}
	plan := s.planOf(f.terms.Program, of)
	all := seesAllGroups(who)
	for _, g := range of.Groups {
		if !all && !slices.Contains(g.Coaches, who.ID) {
			continue
		}
		line := groupFacts{Recorded: []metFacts{}, Key: g.Key, Capacity: g.Capacity, Taken: g.Taken, Seated: append([]uuid.UUID{}, of.In(g.Key)...), Coaches: append([]uuid.UUID{}, g.Coaches...)}
		line.Needed, line.Short = coachesNeeded(f), lacksCoaches(f, g)
		for _, m := range of.Plan(g, plan) {
			line.Sessions = append(line.Sessions, sessionView{
				Number: m.Number, StartsAt: m.StartsAt, EndsAt: m.EndsAt, Topic: m.Topic, Place: placeOf(f.terms.Program, g.Like, m.Topic), Cancelled: m.Cancelled(),
			})
			if met, taken := g.Met[m.Number]; taken {
				line.Recorded = append(line.Recorded, metFacts{Number: m.Number, Present: append([]uuid.UUID{}, met.Present...), Excused: append([]uuid.UUID{}, met.Excused...)})
			}
		}
		facts.Groups = append(facts.Groups, line)
	}
	if all {
		for _, c := range of.WaitingList() {
			facts.Waiting = append(facts.Waiting, c.Application)
		}
	}
	return facts
}

// coachesNeeded is how many coaches each group of a season should have.
func coachesNeeded(f *caseFile) int {
	if f.terms.Program.Application == nil {
		return 0
	}
	return f.terms.Program.Application.CoachesNeeded()
}

// lacksCoaches tells whether a group with somebody in it has fewer coaches than it should.
func lacksCoaches(f *caseFile, g *season.Group) bool {
	return len(g.Coaches) < coachesNeeded(f) && len(f.season().In(g.Key)) > 0
}

func (s *Server) seasonTask(who handlers.Person, t store.TaskRow, f *caseFile) any {
	return struct {
		seasonFacts
		Group string `json:"group,omitempty"` // that the task is about
	}{s.seasonFactsOf(who, f), t.Brief.Kind}
}

func (s *Server) seasonCase(who handlers.Person, f *caseFile) map[string]any {
	return map[string]any{"season": s.seasonFactsOf(who, f)}
}

func seasonCard(card taskCard, c calendar, language string, t store.TaskRow, f *caseFile) taskCard {
	card.About = append(card.About, seasonName(c, language, f))
	if t.Brief.Kind != "" {
		card.About = append(card.About, groupName(f.terms.Program, t.Brief.Kind, language))
	}
	card.Due, card.Late = taskDue(c, t)
	return card
}

// season puts a task of a season on its page.
func (v taskWords) season(body *taskPage) {
	if words.Known("page.task." + v.Kind) {
		body.Notice = &noticeView{Lines: []string{v.c.say("page.task." + v.Kind)}}
	}
	of := v.file.season()
	completed := 0
	for _, g := range of.Groups {
		for _, id := range of.In(g.Key) {
			if of.Attended(id) >= of.Sessions {
				completed++
			}
		}
	}
	if v.Kind == workflows.TaskFindCoach {
		body.Rows = v.shortGroup()
		body.Go = &link{Href: "/cases/" + v.file.Reference, Label: v.c.say("page.season.open"), Kind: "second"}
		return
	}
	body.Rows = []summaryRow{
		v.row("fact.season", seasonName(v.c, v.language, v.file)), v.row("fact.first_day", v.c.written(of.First.Format(time.DateOnly))), v.row("fact.last_day", v.c.written(of.Last.Format(time.DateOnly))),
		v.row("fact.completed", v.c.say("fact.number", completed)),
	}
	body.Go = &link{Href: "/cases/" + v.file.Reference, Label: v.c.say("page.season.open"), Kind: "second"}
}

// shortGroup names the group that a coach is sought for, and when it meets next.
func (v taskWords) shortGroup() []summaryRow {
	f := seasonFile{caseFile: v.file, plan: v.plan, words: v}
	rows := []summaryRow{v.row("fact.group", groupName(v.file.terms.Program, v.Brief.Kind, v.language))}
	if g, exists := f.season().Group(v.Brief.Kind); exists {
		next := v.c.say("page.season.no_next")
		if m, ahead := f.next(g); ahead {
			next = v.c.moment(m.StartsAt).Words
		}
		rows = append(rows, v.row("page.season.head.next", next))
	}
	return append(rows, v.row("fact.season", seasonName(v.c, v.language, v.file)))
}
