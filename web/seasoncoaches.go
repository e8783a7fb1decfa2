package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/store"
)

// helpingPerson is somebody who could look after a group, with what they are cleared for.
type helpingPerson struct {
	id      uuid.UUID
	name    string
	cleared []store.ClearanceRow
	missing []string // checks that a coach needs and they do not have
	until   time.Time
}

// volunteers are those of an organization, by name.
type volunteers []helpingPerson

// coachesFor lists an organization's volunteers with what coaching in a season takes.
func (s *Server) coachesFor(q *request, f *caseFile) (list volunteers, err error) {
	people, err := s.Store.People(q.Context(), q.who.Scope(), s.Now())
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	for _, p := range people {
		if !slices.Contains(p.Roles, string(domain.RoleVolunteer)) {
			continue
		}
		c, err := s.Desk.OpenContact(f.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
		if err != nil {
			return nil, err
		}
		list, ids = append(list, helpingPerson{id: p.ID, name: c.Name}), append(ids, p.ID)
	}
	var rows []store.ClearanceRow
	if err := s.Store.Read(q.Context(), q.who.Scope(), func(tx store.Tx) error {
		rows, err = s.Store.Clearances(q.Context(), tx, f.Organization, ids)
		return err
	}); err != nil {
		return nil, err
	}
	needs := coachesNeed(f)
	today := s.calendar(q.say(), f.Organization).today()
	for i := range list {
		list[i].weigh(rows, needs, today, f.season().First)
	}
	slices.SortFunc(list, func(a, b helpingPerson) int {
		return cmp.Or(min(1, len(a.missing))-min(1, len(b.missing)), strings.Compare(a.name, b.name))
	})
	return list, nil
}

// coachesNeed are the checks that coaching in a season takes; nil for none.
func coachesNeed(f *caseFile) []string {
	if f.terms.Program.Application == nil || f.terms.Program.Application.Season == nil || len(f.terms.Program.Application.Season.Coaches.Needs) == 0 {
		return nil
	}
	return f.terms.Program.Application.Season.Coaches.Needs
}

// volunteersMax is how many volunteers a page shows; those who can be chosen come first.
const volunteersMax = 100

// weigh finds what a volunteer lacks, on a day and when the season begins.
func (p *helpingPerson) weigh(rows []store.ClearanceRow, needs []string, today, first time.Time) {
	if first.After(today) {
		today = first
	}
	held := map[string]bool{}
	for _, r := range rows {
		if r.PersonID != p.id {
			continue
		}
		p.cleared = append(p.cleared, r)
		held[r.CheckKey] = r.Until == nil || !r.Until.Before(today)
		if slices.Contains(needs, r.CheckKey) && r.Until != nil && (p.until.IsZero() || r.Until.Before(p.until)) {
			p.until = *r.Until
		}
	}
	p.missing = slices.DeleteFunc(slices.Clone(needs), func(need string) bool { return held[need] })
}

// options are those who can be assigned to a group.
func (list volunteers) options(c calendar, of season.State, group string) (options []optionView) {
	g, exists := of.Group(group)
	for _, p := range list {
		if len(p.missing) > 0 || exists && slices.Contains(g.Coaches, p.id) {
			continue
		}
		label := p.name
		if !p.until.IsZero() && p.until.Before(of.Last) {
			label = c.say("page.season.cleared_until", p.name, c.longDay(p.until))
		}
		options = append(options, optionView{Value: p.id.String(), Label: label})
	}
	return options
}

// cleared counts a group's coaches who have everything that it takes today; without the list of volunteers those who are assigned, because whoever
// is not cleared any more is taken off each morning.
func (list volunteers) cleared(g *season.Group) int {
	n := len(g.Coaches)
	for _, p := range list {
		if len(p.missing) > 0 && slices.Contains(g.Coaches, p.id) {
			n--
		}
	}
	return n
}

// shortOfCoaches names the groups that have fewer cleared coaches than they should, with what that means and who acts.
func (f seasonFile) shortOfCoaches(q *request, list volunteers, leads bool) []noticeView {
	say, needed := f.words.c.say, coachesNeeded(f.caseFile)
	if f.season().Over || needed == 0 {
		return nil
	}
	var lines []string
	for _, g := range f.season().Groups {
		have := list.cleared(g)
		if have >= needed || len(f.season().In(g.Key)) == 0 || !leads && !slices.Contains(g.Coaches, q.who.ID) {
			continue
		}
		key := "page.season.short_line"
		if have == 0 && f.terms.Program.Application.Watched() {
			key = "page.season.short_none"
		}
		lines = append(lines, say(key, groupName(f.terms.Program, g.Key, f.words.language), have, needed)+f.uncounted(q, g, list))
	}
	if len(lines) == 0 {
		return nil
	}
	title := say("page.season.short", len(lines))
	if len(lines) > shortMax {
		lines = append(lines[:shortMax], say("page.season.short_more", len(lines)-shortMax))
	}
	return []noticeView{{Kind: "late", Title: title, Lines: append(lines, say("page.season.short_what"))}}
}

// uncounted says of coaches of a group who do not count what they lack.
func (f seasonFile) uncounted(q *request, g *season.Group, list volunteers) (text string) {
	for _, p := range list {
		if len(p.missing) == 0 || !slices.Contains(g.Coaches, p.id) {
			continue
		}
		var lacks []string
		for _, key := range p.missing {
			lacks = append(lacks, q.server.checkName(f.Organization, key, f.words.language))
		}
		text += " " + f.words.c.say("page.season.uncounted", p.name, strings.Join(lacks, ", "))
	}
	return text
}

// shortMax is how many groups short of coaches a page names.
const shortMax = 12

// names gives what a coach is called.
func (list volunteers) names(ids []uuid.UUID) string {
	var names []string
	for _, p := range list {
		if slices.Contains(ids, p.id) {
			names = append(names, p.name)
		}
	}
	return strings.Join(names, ", ")
}

// coachTable shows every volunteer with what they are cleared for, and why somebody cannot be chosen.
func (s *Server) coachTable(f seasonFile, list volunteers) *titledTable {
	say, all := f.words.c.say, len(list)
	if all == 0 {
		return nil
	}
	list = list[:min(all, volunteersMax)]
	t := &tableView{Caption: say("page.season.volunteers"), Heads: []tableHead{
		{Label: say("head.who")}, {Label: say("page.season.head.cleared")}, {Label: say("page.season.head.groups")}, {Label: say("page.season.head.choose")},
	}}
	for _, p := range list {
		cleared := s.clearedWords(f, p)
		var lacks []string
		for _, key := range p.missing {
			lacks = append(lacks, s.checkName(f.Organization, key, f.words.language))
		}
		why := say("page.season.can_choose")
		switch {
		case len(lacks) > 0:
			why = say("page.season.cannot_choose", strings.Join(lacks, ", "))
		case coachesNeed(f.caseFile) == nil:
			why = say("page.season.can_choose_any")
		}
		t.row(tableCell{Text: p.name}, tableCell{Text: orWords(strings.Join(cleared, "; "), say("page.season.nothing"))},
			tableCell{Text: orWords(f.words.coached(f.season(), p.id), say("page.season.no_group"))}, tableCell{Text: why})
	}
	return &titledTable{Title: say("page.season.volunteers_count", len(list), all), Table: t}
}

// clearedWords are what somebody is cleared for, and apart from it what has run out.
func (s *Server) clearedWords(f seasonFile, p helpingPerson) (list []string) {
	c := f.words.c
	for _, r := range p.cleared {
		title := s.checkName(f.Organization, r.CheckKey, f.words.language)
		switch {
		case r.Until == nil:
		case r.Until.Before(c.today()):
			title = c.say("page.season.ran_out", title, c.longDay(*r.Until))
		default:
			title = c.say("page.mine.until", title, c.longDay(*r.Until))
		}
		list = append(list, title)
	}
	return list
}

// coached names the groups that somebody looks after.
func (v taskWords) coached(of season.State, who uuid.UUID) string {
	var names []string
	for _, g := range of.Groups {
		if slices.Contains(g.Coaches, who) {
			names = append(names, groupName(v.file.terms.Program, g.Key, v.language))
		}
	}
	return strings.Join(names, ", ")
}

func orWords(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// checkName is what the organization's programs call a check.
func (s *Server) checkName(organization, key, language string) string {
	for _, p := range s.Catalog.Programs(organization) {
		if p.Application != nil {
			for _, check := range p.Application.Screening {
				if check.Key == key {
					return check.Title.In(language)
				}
			}
		}
		if p.Volunteering != nil {
			for _, check := range p.Volunteering.Checks {
				if check.Key == key {
					return check.Name.In(language)
				}
			}
		}
	}
	return strings.ReplaceAll(key, "_", " ")
}
