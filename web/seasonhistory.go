package web

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/words"
)

const (
	// seasonEventsMax is how many of a season's events its page shows: the last ones.
	seasonEventsMax = 30
	// namedMax is how many people or groups one line names.
	namedMax = 3
)

// lastEvents are a season's last events, the newest first, without what only tells single families of what happened to all.
func lastEvents(f *caseFile) (list []domain.Recorded) {
	for _, r := range slices.Backward(f.events) {
		switch r.Event.(type) {
		case season.MeetingTold, season.CoachTold, season.DayChecked:
			continue
		}
		if list = append(list, r); len(list) == seasonEventsMax {
			break
		}
	}
	return list
}

// happened says what happened last, for coordinators: to whom, or in which group. The same in the same minute is one line.
func (s *Server) happened(q *request, f seasonFile, list volunteers) ([]timelineRow, error) {
	events := lastEvents(f.caseFile)
	var ids []uuid.UUID
	for _, r := range events {
		if id := concerns(r.Event); id != uuid.Nil {
			ids = append(ids, id)
		}
	}
	files, err := s.applicationsOf(q, ids)
	if err != nil {
		return nil, err
	}
	var rows []timelineRow
	var about [][]string
	for _, r := range events {
		say := f.words.c.say
		row := timelineRow{At: f.words.c.moment(r.At), Text: seasonEvent(say, r.Event), By: byWords(say, r, q.who.ID.String())}
		i := slices.IndexFunc(rows, func(told timelineRow) bool {
			return told.Text == row.Text && told.By == row.By && told.At.Words == row.At.Words
		})
		if i < 0 {
			i, rows, about = len(rows), append(rows, row), append(about, nil)
		}
		if of := f.aboutEvent(r.Event, files, list); of != "" && !slices.Contains(about[i], of) {
			about[i] = append(about[i], of)
		}
	}
	for i, of := range about {
		if more := len(of) - namedMax; more > 0 {
			of = append(of[:namedMax:namedMax], f.words.c.say("page.season.history_more", more))
		}
		if len(of) > 0 {
			rows[i].Text += ": " + strings.Join(of, "; ")
		}
	}
	return rows, nil
}

// seasonEvent says what happened; of a place what was decided.
func seasonEvent(say speaker, event domain.Event) string {
	if e, is := event.(season.PlaceDecided); is {
		if key := "event.season.place_" + string(e.Place); words.Known(key) {
			return say(key)
		}
	}
	return eventWords(say, event)
}

// concerns is the application that an event is about; none of what is about a group or all of them.
func concerns(event domain.Event) uuid.UUID {
	switch e := event.(type) {
	case season.Entered:
		return e.Application
	case season.Rewished:
		return e.Application
	case season.FitTold:
		return e.Application
	case season.PlaceDecided:
		return e.Application
	case season.Left:
		return e.Application
	case season.MadeUp:
		return e.Application
	case season.Finished:
		return e.Application
	}
	return uuid.Nil
}

// aboutEvent names whom an event is about, and in which group.
func (f seasonFile) aboutEvent(event domain.Event, files map[uuid.UUID]*caseFile, list volunteers) string {
	var parts []string
	if child := files[concerns(event)]; child != nil {
		parts = append(parts, child.applicant())
	}
	group, coach, number, at := "", uuid.Nil, 0, time.Time{}
	switch e := event.(type) {
	case season.FitTold:
		group = e.Group
	case season.PlaceDecided:
		group = e.Group
	case season.GroupResized:
		group = e.Group
	case season.GroupAdded:
		group = e.Group
	case season.OutlineSet:
		group = e.Group
	case season.CoachAssigned:
		group, coach = e.Group, e.Coach
	case season.CoachLeft:
		group, coach = e.Group, e.Coach
	case season.CoachesCounted:
		group = e.Group
	case season.MeetingCancelled:
		group, number, at = e.Group, e.Number, e.At
	case season.MeetingMoved:
		group, number, at = e.Group, e.Number, e.StartsAt
	case season.AttendanceTaken:
		group, number = e.Group, e.Number
	}
	if name := list.names([]uuid.UUID{coach}); coach != uuid.Nil && name != "" {
		parts = append(parts, name)
	}
	if group != "" {
		parts = append(parts, groupName(f.terms.Program, group, f.words.language))
	}
	switch {
	case number > 0 && !at.IsZero():
		parts = append(parts, f.words.c.say("page.season.session", number, f.words.c.moment(at).Words))
	case number > 0:
		parts = append(parts, f.words.c.say("act.season.outline.topic", number))
	}
	return strings.Join(parts, ", ")
}
