package rota

import (
	"regexp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

var code = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_-]{0,38}[A-Za-z0-9])?$`)

func enroll(s State, c Enroll) ([]domain.Event, error) {
	former, found := s.Minister(c.Minister)
	e := MinisterEnrolled{
		By: c.By, Minister: c.Minister, Languages: sorted(c.Languages), Faiths: sorted(c.Faiths), Areas: sorted(c.Areas), CapFamilies: c.CapFamilies,
	}
	switch {
	case c.Minister == uuid.Nil:
		return nil, invalid("minister", "Please say who is to be enrolled.")
	case !codes(e.Languages):
		return nil, invalid("languages", "Please choose the languages from the list.")
	case !codes(e.Faiths):
		return nil, invalid("faiths", "Please choose the faiths from the list.")
	case !codes(e.Areas) || slices.ContainsFunc(e.Areas, func(area string) bool { return !slices.Contains(c.Facts.Rules.Areas, area) }):
		return nil, invalid("areas", "Please choose the areas from those of this program.")
	case c.CapFamilies < 0 || c.CapFamilies > FamiliesMax:
		return nil, rejected("cap_families", "A minister can accompany from 0 to %d families at once. Please choose a number between them.", FamiliesMax)
	case !found && len(s.Ministers) >= MinistersMax:
		return nil, domain.Errorf(domain.Rejected, "A rota holds at most %d ministers. Please dismiss those who do not serve any more first.", MinistersMax)
	case found && former.CapFamilies == e.CapFamilies && slices.Equal(former.Languages, e.Languages) &&
		slices.Equal(former.Faiths, e.Faiths) && slices.Equal(former.Areas, e.Areas):
		return nil, nil
	}
	return []domain.Event{e}, nil
}

// sorted gives each code once; nothing at all is nil, as it is read back.
func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	if list = slices.Compact(list); len(list) == 0 {
		return nil
	}
	return list
}

// codes keeps out what a person wrote.
func codes(list []string) bool {
	return len(list) <= CodesMax && !slices.ContainsFunc(list, func(c string) bool { return !code.MatchString(c) })
}

func verify(s State, c Verify) ([]domain.Event, error) {
	m, found := s.Minister(c.Minister)
	switch {
	case c.Channel != SMS && c.Channel != Email && c.Channel != Voice:
		return nil, invalid("channel", "A minister can be reached by text message, email or telephone. Please choose one of them.")
	case !found:
		return nil, notOnRota()
	case slices.Contains(m.Channels, c.Channel):
		return nil, nil
	}
	return []domain.Event{ChannelVerified{By: c.By, Minister: c.Minister, Channel: c.Channel}}, nil
}

func silence(s State, c Silence) []domain.Event {
	m, found := s.Minister(c.Minister)
	if !found || !slices.Contains(m.Channels, c.Channel) {
		return nil
	}
	silenced := ChannelSilenced{Minister: c.Minister, Channel: c.Channel}
	if len(m.Channels) > 1 {
		return []domain.Event{silenced}
	}
	return []domain.Event{silenced, MinisterUnreachable{Minister: c.Minister}}
}

func setQuiet(s State, c SetQuiet) ([]domain.Event, error) {
	m, found := s.Minister(c.Minister)
	if !found {
		return nil, notOnRota()
	}
	if err := checkWeekly(c.Weekdays, c.StartMinute, c.EndMinute); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(m.Quiet, func(q Quiet) bool { return q.ID == c.Window })
	switch {
	case c.Window == uuid.Nil:
		return nil, invalid("window", "Please say which quiet hours are meant.")
	case i < 0 && len(m.Quiet) >= PerPersonMax:
		return nil, domain.Errorf(domain.Rejected, "A minister can have at most %d quiet windows. Please clear some first.", PerPersonMax)
	case i >= 0 && m.Quiet[i] == (Quiet{ID: c.Window, Weekdays: c.Weekdays, StartMinute: c.StartMinute, EndMinute: c.EndMinute}):
		return nil, nil
	}
	return []domain.Event{QuietSet{
		By: c.By, Minister: c.Minister, Window: c.Window, Weekdays: c.Weekdays, StartMinute: c.StartMinute, EndMinute: c.EndMinute,
	}}, nil
}

func clearQuiet(s State, c ClearQuiet) ([]domain.Event, error) {
	m, _ := s.Minister(c.Minister)
	if !slices.ContainsFunc(m.Quiet, func(q Quiet) bool { return q.ID == c.Window }) {
		return nil, gone()
	}
	return []domain.Event{QuietCleared{By: c.By, Minister: c.Minister, Window: c.Window}}, nil
}

func away(s State, c Away, at time.Time) ([]domain.Event, error) {
	m, found := s.Minister(c.Minister)
	if !found {
		return nil, notOnRota()
	}
	from, until, err := checkInterval(c.From, c.Until, at)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(m.Absences, func(a Absence) bool { return a.ID == c.Absence })
	live := 0
	for _, a := range m.Absences {
		if a.Until.After(at) {
			live++
		}
	}
	switch {
	case c.Absence == uuid.Nil:
		return nil, invalid("absence", "Please say which absence is meant.")
	case live >= PerPersonMax && (i < 0 || !m.Absences[i].Until.After(at)):
		return nil, domain.Errorf(domain.Rejected, "A minister can have at most %d absences ahead. Please clear some first.", PerPersonMax)
	case i >= 0 && m.Absences[i].From.Equal(from) && m.Absences[i].Until.Equal(until):
		return nil, nil
	}
	return []domain.Event{AbsenceSet{By: c.By, Minister: c.Minister, Absence: c.Absence, From: from, Until: until}}, nil
}

func clearAway(s State, c ClearAway) ([]domain.Event, error) {
	m, _ := s.Minister(c.Minister)
	if !slices.ContainsFunc(m.Absences, func(a Absence) bool { return a.ID == c.Absence }) {
		return nil, gone()
	}
	return []domain.Event{AbsenceCleared{By: c.By, Minister: c.Minister, Absence: c.Absence}}, nil
}
