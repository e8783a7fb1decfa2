package application

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/almoner/almoner/domain"
)

const (
	day          = 24 * time.Hour
	horizonYears = 10  // how far ahead and back a season is looked for
	termsMax     = 400 // terms that one question gives
	meetingsMax  = 400 // meetings of one group; the checker allows fewer
)

// weekdays are the days of the week as files write them.
var weekdays = map[string]time.Weekday{
	"sunday": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday,
	"friday": time.Friday, "saturday": time.Saturday,
}

// Weekday reads a day of the week as files write it.
func Weekday(word string) (time.Weekday, bool) {
	d, ok := weekdays[word]
	return d, ok
}

// Term is one time that a season comes round. Its days are midnights in UTC; applications begin and end at instants, ApplyUntil not included.
type Term struct {
	Key                   string // 2026-09, after its first day; 2026-09-02 where two begin in one month
	FirstDay, LastDay     time.Time
	ApplyFrom, ApplyUntil time.Time // ApplyFrom is zero for a first term that says nothing of when applications begin
}

// Meeting is one of a group. Topic is a key of the outline, empty for a meeting that the outline does not reach.
type Meeting struct {
	Number           int // from 1
	StartsAt, EndsAt time.Time
	Topic, Place     string
}

// Next gives the term that an application sent now is for: the earliest that takes any. There is none between the end of one and the beginning of
// the next; Opens tells when that is over.
func (s Season) Next(at time.Time, zone *time.Location) (Term, bool) {
	t, ok := s.coming(at, zone)
	return t, ok && !at.Before(t.ApplyFrom)
}

// Opens gives the next moment after at from which applications are taken for a term.
func (s Season) Opens(at time.Time, zone *time.Location) (time.Time, bool) {
	t, ok := s.coming(at, zone)
	for n := 0; ok && !t.ApplyFrom.After(at) && n < termsMax; n++ {
		t, ok = s.after(t.FirstDay, zone)
	}
	if !ok || !t.ApplyFrom.After(at) {
		return time.Time{}, false
	}
	return t.ApplyFrom, true
}

// Term finds the term that a key names.
func (s Season) Term(key string, zone *time.Location) (Term, bool) {
	first, err := time.Parse(time.DateOnly, key)
	last := first
	if err != nil {
		if first, err = time.Parse("2006-01", key); err != nil {
			return Term{}, false
		}
		last = first.AddDate(0, 1, -1)
	}
	for _, t := range s.Terms(first, last, zone) {
		if t.Key == key {
			return t, true
		}
	}
	return Term{}, false
}

// Terms gives those whose first day lies from one day to another, both included, the earliest first.
func (s Season) Terms(from, to time.Time, zone *time.Location) []Term {
	var terms []Term
	for _, first := range s.firsts(from, to, termsMax) {
		terms = append(terms, s.term(first, zone))
	}
	return terms
}

// AllGroups writes several alike out one by one, numbered in key and name.
func (s Season) AllGroups() []Group {
	var all []Group
	for _, g := range s.Groups {
		number := max(g.Number, 1)
		g.Number = 1
		if number == 1 {
			all = append(all, g)
			continue
		}
		for i := range number {
			one, n := g, strconv.Itoa(i+1)
			one.Key += "-" + n
			one.Name = maps.Clone(g.Name)
			for language := range one.Name {
				one.Name[language] += " " + n
			}
			all = append(all, one)
		}
	}
	return all
}

// Meetings gives those of a group in the term that begins on a first day, each at the same time of day whatever the clocks do between them.
func (s Season) Meetings(g Group, first time.Time, zone *time.Location) []Meeting {
	sessions := s.sessionsOf(g)
	topics := s.topicsOf(g)
	var meetings []Meeting
	for i, date := range sessions.dates(first) {
		starts, err := domain.At(date, sessions.From, zone)
		if err != nil {
			return nil
		}
		ends, err := domain.At(date, sessions.To, zone)
		if err != nil {
			return nil
		}
		m := Meeting{Number: i + 1, StartsAt: starts, EndsAt: ends, Place: sessions.Place}
		if i < len(topics) {
			m.Topic = topics[i].Key
			if topics[i].Place != "" {
				m.Place = topics[i].Place
			}
		}
		meetings = append(meetings, m)
	}
	return meetings
}

// topicsOf are those that are for every group and those that carry the group's word, in order.
func (s Season) topicsOf(g Group) []Topic {
	var topics []Topic
	for _, t := range s.Outline {
		if t.For == "" || t.For == g.For {
			topics = append(topics, t)
		}
	}
	return topics
}

func (s Season) sessionsOf(g Group) Sessions {
	if g.Sessions != nil {
		return *g.Sessions
	}
	return s.Sessions
}

// firsts gives at most limit first days from one day to another; a rule that no checker saw gives none.
func (s Season) firsts(from, to time.Time, limit int) []time.Time {
	rule, err := domain.ParseRecurrence(s.Begins, time.Time{})
	if err != nil {
		return nil
	}
	return rule.Between(from, to, limit)
}

// coming gives the earliest term whose applications have not ended, begun or not.
func (s Season) coming(at time.Time, zone *time.Location) (Term, bool) {
	t, ok := s.after(midnight(at.In(zone)).AddDate(0, 0, -1), zone)
	for n := 0; ok && !at.Before(t.ApplyUntil) && n < termsMax; n++ {
		t, ok = s.after(t.FirstDay, zone)
	}
	return t, ok && at.Before(t.ApplyUntil)
}

// after gives the first term that begins later than a day.
func (s Season) after(date time.Time, zone *time.Location) (Term, bool) {
	firsts := s.firsts(date.AddDate(0, 0, 1), date.AddDate(horizonYears, 0, 0), 1)
	if len(firsts) == 0 {
		return Term{}, false
	}
	return s.term(firsts[0], zone), true
}

func (s Season) term(first time.Time, zone *time.Location) Term {
	month := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC)
	around := s.firsts(first.AddDate(-1, 0, 0), month.AddDate(0, 1, -1), termsMax)
	t := Term{Key: keyOf(first, around), FirstDay: first, LastDay: s.lastDay(first), ApplyUntil: ahead(first, s.ApplyUntil, zone)}
	if s.ApplyFrom > 0 {
		t.ApplyFrom = ahead(first, s.ApplyFrom, zone)
		return t
	}
	if !around[0].Before(first) {
		around = s.firsts(first.AddDate(-horizonYears, 0, 0), first, termsMax)
	}
	for _, former := range around {
		if former.Before(first) {
			t.ApplyFrom = ahead(former, s.ApplyUntil, zone)
		}
	}
	return t
}

// keyOf names a term after its month, or after its day when another of those around it begins in the same month.
func keyOf(first time.Time, around []time.Time) string {
	for _, other := range around {
		if !other.Equal(first) && other.Year() == first.Year() && other.Month() == first.Month() {
			return first.Format(time.DateOnly)
		}
	}
	return first.Format("2006-01")
}

// lastDay is that of the last meeting of any group.
func (s Season) lastDay(first time.Time) time.Time {
	last := first
	for _, g := range s.Groups {
		if dates := s.sessionsOf(g).dates(first); len(dates) > 0 && dates[len(dates)-1].After(last) {
			last = dates[len(dates)-1]
		}
	}
	return last
}

// dates are the days of the meetings, the first day included when it is one of them.
func (s Sessions) dates(first time.Time) []time.Time {
	if s.Rule != "" {
		rule, err := domain.ParseRecurrence(s.Rule, first)
		if err != nil {
			return nil
		}
		return rule.Between(first, first.AddDate(horizonYears, 0, 0), min(s.Count, meetingsMax))
	}
	days := map[time.Weekday]bool{}
	for _, word := range s.Days {
		if d, ok := Weekday(word); ok {
			days[d] = true
		}
	}
	var dates []time.Time
	for date := midnight(first); len(days) > 0 && len(dates) < min(s.Count, meetingsMax); date = date.AddDate(0, 0, 1) {
		if days[date.Weekday()] {
			dates = append(dates, date)
		}
	}
	return dates
}

// ahead is the moment so long before a day begins in the zone. Whole days count by the calendar, so that it falls on midnight also when the clocks
// change in between.
func ahead(first time.Time, d time.Duration, zone *time.Location) time.Time {
	whole := int(d / day)
	return time.Date(first.Year(), first.Month(), first.Day()-whole, 0, 0, 0, 0, zone).Add(-(d % day))
}

// Weekdays lists the days of the week as files write them, Sunday first.
func Weekdays() []string {
	return slices.SortedFunc(maps.Keys(weekdays), func(a, b string) int { return int(weekdays[a] - weekdays[b]) })
}
