package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

var (
	// seasonReaders see that there are seasons, with counts.
	seasonReaders = only(domain.RoleCoordinator, domain.RoleVolunteer, domain.RoleAdmin, domain.RoleAuditor)
	// groupReaders open a group: coordinators every one, coaches their own.
	groupReaders = only(domain.RoleCoordinator, domain.RoleVolunteer)
	coordinates  = only(domain.RoleCoordinator)
)

// seasonPages is the part of the table about seasons and their groups.
func (s *Server) seasonPages() []route {
	group := "/cases/{reference}/groups/{group}"
	session := group + "/sessions/{number}"
	return []route{
		{"GET", v1 + "/seasons", seasonReaders, (*Server).listSeasons, true, false, "Seasons that run, are to come, or ended lately"},
		onPage("GET", "/seasons", seasonReaders, (*Server).showSeasons),
		onPage("GET", "/cases/{reference}/told", coordinates, (*Server).showTold),
		onPage("POST", "/cases/{reference}/told", coordinates, (*Server).calledFromList),
		onPage("GET", "/cases/{reference}/people", coordinates, (*Server).showSeasonPeople),
		onPage("GET", "/cases/{reference}/people.csv", coordinates, (*Server).downloadSeason),
		onPage("GET", group, groupReaders, (*Server).showGroup),
		onPage("POST", group+"/acts/{action}", groupReaders, (*Server).actOnGroup),
		onPage("GET", group+"/roster.csv", groupReaders, (*Server).downloadRoster),
		onPage("GET", group+"/emergency", groupReaders, (*Server).showEmergencyCard),
		onPage("GET", group+"/equipment", groupReaders, (*Server).showEquipment),
		onPage("POST", group+"/equipment", groupReaders, (*Server).handOut),
		onPage("GET", group+"/certificates", coordinates, (*Server).showCertificates),
		onPage("GET", session, groupReaders, (*Server).showAttendance),
		onPage("POST", session, groupReaders, (*Server).takeAttendance),
		onPage("POST", session+"/made-up", groupReaders, (*Server).makeUpOnPage),
		onPage("GET", "/r/{reference}/{token}/certificate", byReceipt, (*Server).showOwnCertificate),
	}
}

// seasonFile is a season opened for whoever runs it.
type seasonFile struct {
	*caseFile
	plan  []season.Meeting
	words taskWords
}

// groupFile is one group of a season with those who have a place in it, in the order of their names.
type groupFile struct {
	seasonFile
	group    *season.Group
	meetings []season.Meeting
	children []*caseFile
}

// seasonFor opens a season of the page's address; NotFound for whoever neither coordinates nor coaches in it.
func (s *Server) seasonFor(q *request) (f seasonFile, err error) {
	if f.caseFile, err = s.caseFor(q); err != nil {
		return f, err
	}
	if f.Workflow != "season" || !runsSeason(q.who, f.caseFile) {
		return f, domain.Errorf(domain.NotFound, "We find no season with that reference.")
	}
	return s.seasonFile(q, f.caseFile), nil
}

func (s *Server) seasonFile(q *request, f *caseFile) seasonFile {
	v := taskWords{openTask: openTask{file: f}, c: s.calendar(q.say().about(f), f.Organization), language: q.language(), who: q.who.ID}
	return seasonFile{caseFile: f, plan: s.planOf(f.terms.Program, f.season()), words: v}
}

// groupFor opens a group of the page's address with its children; NotFound for whoever looks after another.
func (s *Server) groupFor(q *request) (g groupFile, err error) {
	of, err := s.seasonFor(q)
	if err != nil {
		return g, err
	}
	return s.groupIn(q, of, q.PathValue("group"))
}

func (s *Server) groupIn(q *request, of seasonFile, key string) (g groupFile, err error) {
	group, exists := of.season().Group(key)
	if !exists || !q.who.Has(domain.RoleCoordinator) && !slices.Contains(group.Coaches, q.who.ID) {
		return g, domain.Errorf(domain.NotFound, "There is no such group in this season.")
	}
	g = groupFile{seasonFile: of, group: group, meetings: of.season().Plan(group, of.plan)}
	files, err := s.applicationsOf(q, of.season().In(key))
	for _, id := range of.season().In(key) {
		if files[id] != nil {
			g.children = append(g.children, files[id])
		}
	}
	slices.SortStableFunc(g.children, byName)
	return g, err
}

func byName(a, b *caseFile) int {
	return cmp.Or(strings.Compare(strings.ToLower(a.applicant()), strings.ToLower(b.applicant())), strings.Compare(a.Reference, b.Reference))
}

// applicationsOf opens applications by their ids, as far as whoever asks may see them.
func (s *Server) applicationsOf(q *request, ids []uuid.UUID) (files map[uuid.UUID]*caseFile, err error) {
	err = s.Store.Read(q.Context(), q.who.Scope(), func(tx store.Tx) error {
		cases, err := s.Store.CasesByIDs(q.Context(), tx, ids)
		if err != nil {
			return err
		}
		files, err = s.openFiles(q.Context(), tx, cases)
		return err
	})
	return files, err
}

// applicant is the name of whoever takes part; the reference once the name was erased.
func (f *caseFile) applicant() string {
	if f.terms.Program.Application != nil {
		if name := f.answers.Text(f.terms.Program.Application.Answers.Name); name != "" {
			return name
		}
	}
	return f.Reference
}

// missing says what somebody lacks to take part, in words; empty for nothing.
func (v taskWords) missing(child *caseFile, today time.Time) string {
	s := child.application()
	var parts []string
	if len(s.Unsigned) > 0 {
		parts = append(parts, v.c.say("page.season.unsigned"))
	}
	if slices.ContainsFunc(s.Checks, func(c application.Checked) bool { return !c.Covers(today) }) {
		parts = append(parts, v.c.say("page.season.uncleared"))
	}
	return strings.Join(parts, " ")
}

// today is the day where the organization is, as days are written in events.
func (c calendar) today() time.Time {
	return time.Date(c.now.Year(), c.now.Month(), c.now.Day(), 0, 0, 0, 0, time.UTC)
}

// sameDay tells whether a moment lies on the day of another, where the organization is.
func (c calendar) sameDay(at, other time.Time) bool {
	return !at.IsZero() && at.In(c.zone).Format(time.DateOnly) == other.In(c.zone).Format(time.DateOnly)
}

// name is what people call the season's program and when it begins.
func (f seasonFile) name() string { return seasonName(f.words.c, f.words.language, f.caseFile) }

func seasonName(c calendar, language string, f *caseFile) string {
	return seasonFrom(c, f.terms.Program.Name.In(language), f.season().First)
}

// seasonFrom is what pages call a season: by its program and its first day.
func seasonFrom(c calendar, program string, first time.Time) string {
	return c.say("page.season.name", program, c.written(first.Format(time.DateOnly)))
}

func (f seasonFile) path() string { return "/cases/" + f.Reference }

func (g groupFile) path() string { return g.seasonFile.path() + "/groups/" + g.group.Key }

func (g groupFile) name() string {
	return groupName(g.terms.Program, g.group.Key, g.words.language)
}

// place is where a group meets for a topic.
func placeOf(p programs.Program, like, topic string) string {
	if p.Application == nil || p.Application.Season == nil {
		return ""
	}
	for _, t := range p.Application.Season.Outline {
		if t.Key == topic && t.Place != "" {
			return t.Place
		}
	}
	for _, g := range p.Application.Season.AllGroups() {
		if g.Key == like && g.Sessions != nil {
			return g.Sessions.Place
		}
	}
	return p.Application.Season.Sessions.Place
}

// next is a group's next meeting that takes place.
func (f seasonFile) next(g *season.Group) (season.Meeting, bool) {
	var found season.Meeting
	for _, m := range f.season().Plan(g, f.plan) {
		if !m.Cancelled() && m.EndsAt.After(f.words.c.now) && (found.StartsAt.IsZero() || m.StartsAt.Before(found.StartsAt)) {
			found = m
		}
	}
	return found, !found.StartsAt.IsZero()
}
