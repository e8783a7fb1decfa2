package programs

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
)

const (
	sessionYears = 2
	itemsMax     = 50
	sizeMax      = 20 // characters
	coachesMax   = 20 // of one group
	termsLooked  = 60
)

var (
	clockPattern = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
	orNothing    = span{0, year, "between nothing and a year"}

	// Seasons are looked at from the year that rules count from, however many years ago that is; a check must not depend on the day it is made.
	seasonsFrom = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	seasonsTo   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

func (r *report) checkSeason(rules application.Rules, f Form) {
	const path = "application"
	if rules.Season == nil {
		if rules.Seating != (application.Seating{}) {
			r.at(path+".seating", "without a season there are no places to give; leave seating out")
		}
		if rules.Completion != (application.Completion{}) {
			r.at(path+".completion", "without a season there is nothing to complete; leave completion out")
		}
		if len(rules.Answers.Wishes) > 0 {
			r.at(path+".answers.wishes", "without a season there are no groups to wish for; leave wishes out")
		}
		return
	}
	s := *rules.Season
	r.within(path+".season.apply_until", s.ApplyUntil, orNothing)
	r.within(path+".season.apply_from", s.ApplyFrom, orNothing)
	if s.ApplyFrom != 0 && s.ApplyFrom <= s.ApplyUntil {
		r.at(path+".season.apply_from", "applications that begin %s before the first day would begin after their end, %s before it", s.ApplyFrom, s.ApplyUntil)
	}
	r.checkSessions(path+".season.sessions", s.Sessions)
	if r.checkGroups(s) {
		r.checkWishes(rules, f)
	}
	r.checkList(path+".season.coaches.needs", s.Coaches.Needs, nil, 0)
	if rules.For == application.ForChildren && len(s.Coaches.Needs) == 0 {
		r.at(path+".season.coaches.needs", "adults look after these groups of children; name at least one check that each of them has to have passed, for example records_check")
	}
	r.between(path+".season.coaches.each", s.Coaches.Each, 0, coachesMax)
	r.checkOutline(s)
	r.checkBegins(s)
	r.checkSeating(rules)
	r.checkCompletion(rules)
}

// checkBegins reads the rule, and sees to it that one season is over before the next begins.
func (r *report) checkBegins(s application.Season) {
	const path = "application.season.begins"
	rule, err := domain.ParseRecurrence(s.Begins, time.Time{})
	if err != nil {
		r.at(path, "%q cannot be read: %s", s.Begins, err)
		return
	}
	firsts := rule.Between(seasonsFrom, seasonsTo, termsLooked)
	if len(firsts) == 0 {
		r.at(path, "%q gives no day at all", s.Begins)
		return
	}
	terms := s.Terms(firsts[0], firsts[len(firsts)-1], time.UTC)
	for i, t := range terms[1:] {
		if !t.FirstDay.After(terms[i].LastDay) {
			r.at(path, "the season that begins on %s lasts until %s, and the next begins on %s",
				terms[i].FirstDay.Format(time.DateOnly), terms[i].LastDay.Format(time.DateOnly), t.FirstDay.Format(time.DateOnly))
			return
		}
	}
}

func (r *report) checkSessions(path string, s application.Sessions) {
	r.between(path+".count", s.Count, 1, season.SessionsMax)
	r.checkList(path+".days", s.Days, application.Weekdays(), 0)
	switch {
	case (s.Rule == "") == (len(s.Days) == 0):
		r.at(path, "sessions need either days of the week or a rule")
	case s.Rule != "":
		r.checkSessionRule(path, s)
	}
	from, to := r.checkClock(path+".from", s.From), r.checkClock(path+".to", s.To)
	if from && to && s.From >= s.To {
		r.at(path+".to", "a session from %s to %s ends before it begins", s.From, s.To)
	}
	r.checkPlace(path+".place", s.Place)
}

// checkSessionRule sees to it that a rule gives as many days as there are sessions.
func (r *report) checkSessionRule(path string, s application.Sessions) {
	rule, err := domain.ParseRecurrence(s.Rule, seasonsFrom)
	if err != nil {
		r.at(path+".rule", "%q cannot be read: %s", s.Rule, err)
		return
	}
	if s.Count > 0 && s.Count <= season.SessionsMax && len(rule.Between(seasonsFrom, seasonsFrom.AddDate(sessionYears, 0, 0), s.Count)) < s.Count {
		r.at(path+".rule", "%q gives less than %d days in %d years", s.Rule, s.Count, sessionYears)
	}
}

func (r *report) checkClock(path, clock string) bool {
	ok := clockPattern.MatchString(clock)
	if !ok {
		r.at(path, `%q is no time of day; write for example "18:00"`, clock)
	}
	return ok
}

func (r *report) checkPlace(path, place string) {
	if domain.CleanLine(place) != place || domain.HasControlInLine(place) || len([]rune(place)) > lineMax {
		r.at(path, "a place has to be one line of at most %d characters", lineMax)
	}
}

// checkGroups tells whether the groups are few enough to be looked at one by one.
func (r *report) checkGroups(s application.Season) bool {
	const path = "application.season.groups"
	if len(s.Groups) == 0 {
		r.at(path, "a season needs at least one group")
	}
	all, seen := 0, map[string]bool{}
	for i, g := range s.Groups {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.checkNewKey(at+".key", g.Key, seen)
		r.checkText(at+".name", g.Name, true)
		if g.Activity != "" {
			r.checkKey(at+".activity", g.Activity)
		}
		if g.Ages != nil {
			r.checkAge(at+".ages", *g.Ages, true)
		}
		r.between(at+".number", g.Number, 0, season.GroupsMax)
		r.between(at+".capacity", g.Capacity, 1, season.CapacityMax)
		if g.Sessions != nil {
			r.checkSessions(at+".sessions", *g.Sessions)
		}
		if g.For != "" && !slices.ContainsFunc(s.Outline, func(t application.Topic) bool { return t.For == g.For }) {
			r.at(at+".for", "no topic of the outline is for %q", g.For)
		}
		all += max(g.Number, 1)
	}
	if all > season.GroupsMax {
		r.at(path, "%d groups are too many; the most is %d", all, season.GroupsMax)
		return false
	}
	written := map[string]bool{}
	for _, g := range s.AllGroups() {
		if written[g.Key] && len(seen) == len(s.Groups) {
			r.at(path, "two groups have the key %q, one of them by its number", g.Key)
		}
		written[g.Key] = true
	}
	return true
}

func (r *report) checkOutline(s application.Season) {
	const path = "application.season.outline"
	r.atMost(path, len(s.Outline), season.SessionsMax)
	seen := map[string]bool{}
	for i, t := range s.Outline {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.checkNewKey(at+".key", t.Key, seen)
		r.checkText(at+".title", t.Title, true)
		r.checkPlace(at+".place", t.Place)
		if t.For == "" {
			continue
		}
		if r.checkKey(at+".for", t.For) && !slices.ContainsFunc(s.Groups, func(g application.Group) bool { return g.For == t.For }) {
			r.at(at+".for", "no group is for %q", t.For)
		}
	}
	for i, g := range s.Groups {
		topics, sessions := 0, s.Sessions
		for _, t := range s.Outline {
			if t.For == "" || t.For == g.For {
				topics++
			}
		}
		if g.Sessions != nil {
			sessions = *g.Sessions
		}
		if topics > sessions.Count {
			r.at(fmt.Sprintf("application.season.groups[%d]", i), "the outline has %d topics for group %q, which meets %d times", topics, g.Key, sessions.Count)
		}
	}
}

// checkWishes sees to it that every wish can come true.
func (r *report) checkWishes(rules application.Rules, f Form) {
	var there []string
	for _, g := range slices.Concat(rules.Season.Groups, rules.Season.AllGroups()) {
		there = append(there, g.Key, g.Activity)
	}
	for _, key := range rules.Answers.Wishes {
		i := fieldIndex(f, key)
		for j, option := range optionsOf(f, key) {
			if !slices.Contains(there, option) {
				r.at(fmt.Sprintf("form.fields[%d].options[%d].key", i, j), "%q is neither a group nor an activity of one", option)
			}
		}
	}
}

func (r *report) checkSeating(rules application.Rules) {
	const path = "application.seating"
	s := rules.Seating
	if s.Mode != "" {
		r.checkOneOf(path+".mode", string(s.Mode), asStrings(seatingModes))
	}
	switch {
	case s.Mode != application.ByDraw && s.Draw != 0:
		r.at(path+".draw", "only mode draw has a draw; leave it out")
	case s.Mode == application.ByDraw && r.positive(path+".draw", s.Draw) && s.Draw > rules.Season.ApplyUntil:
		r.at(path+".draw", "a draw %s before the first day comes before applications end, %s before it", s.Draw, rules.Season.ApplyUntil)
	}
	r.positive(path+".offer", s.Offer)
}

func (r *report) checkCompletion(rules application.Rules) {
	const path = "application.completion"
	c, fewest := rules.Completion, rules.Season.Sessions.Count
	for _, g := range rules.Season.Groups {
		if g.Sessions != nil {
			fewest = min(fewest, g.Sessions.Count)
		}
	}
	if c.Sessions < 0 || c.Sessions > fewest {
		r.at(path+".sessions", "sessions has to be between 0 and %d, the sessions that there are, not %d", fewest, c.Sessions)
	}
	if c.Certificate && c.Sessions == 0 {
		r.at(path+".certificate", "a certificate needs sessions that somebody was at")
	}
}

// checkThings looks at what is handed out, what it costs, and what is looked at again.
func (r *report) checkThings(rules application.Rules) {
	const path = "application"
	r.atMost(path+".equipment", len(rules.Equipment), itemsMax)
	items := map[string]bool{}
	for i, item := range rules.Equipment {
		at := fmt.Sprintf("%s.equipment[%d]", path, i)
		r.checkNewKey(at+".key", item.Key, items)
		r.checkText(at+".title", item.Title, true)
		r.checkSizes(at+".sizes", item.Sizes)
		r.between(at+".cents", int(item.Cents), 0, int(domain.MoneyMaxCents))
		r.within(at+".returns", item.Returns, orNothing)
	}
	r.atMost(path+".costs", len(rules.Costs), itemsMax)
	costs := map[string]bool{}
	for i, cost := range rules.Costs {
		at := fmt.Sprintf("%s.costs[%d]", path, i)
		r.checkNewKey(at+".key", cost.Key, costs)
		r.checkText(at+".title", cost.Title, true)
		r.between(at+".cents", int(cost.Cents), 0, int(domain.MoneyMaxCents))
	}
	r.atMost(path+".standing", len(rules.Standing), checksMax)
	standing := map[string]bool{}
	for i, s := range rules.Standing {
		at := fmt.Sprintf("%s.standing[%d]", path, i)
		r.checkNewKey(at+".key", s.Key, standing)
		r.checkText(at+".title", s.Title, true)
		r.positive(at+".every", s.Every)
	}
}

func (r *report) checkSizes(path string, sizes []string) {
	r.atMost(path, len(sizes), itemsMax)
	seen := map[string]bool{}
	for i, size := range sizes {
		at := fmt.Sprintf("%s[%d]", path, i)
		if domain.CleanLine(size) != size || size == "" || domain.HasControlInLine(size) || len([]rune(size)) > sizeMax {
			r.at(at, "a size has to be one line of 1 to %d characters", sizeMax)
		}
		if seen[size] {
			r.at(at, "sizes names %q twice", size)
		}
		seen[size] = true
	}
}
