package web

import (
	"io"
	"net/http"
	"slices"

	ics "github.com/arran4/golang-ical"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

// showShiftsFeed gives a calendar program the shifts of the volunteer whose secret address it is.
func (s *Server) showShiftsFeed(w http.ResponseWriter, q *request) error {
	program := q.PathValue("program")
	who, err := s.Desk.ShiftsCalendarOf(program, q.PathValue("token"))
	if err != nil {
		return err
	}
	holds, err := s.holdsRole(q, who.ID, who.Organization)
	if err != nil {
		return err
	}
	if !holds {
		return domain.Errorf(domain.NotFound, "There is no calendar at this address, or not any more.")
	}
	state, f, err := s.Desk.ReadShifts(q.Context(), who, program)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="shifts.ics"`)
	feed := ics.NewCalendarFor("Almoner")
	feed.SetProductId("-//Almoner//Shifts//EN")
	feed.SetMethod(ics.MethodPublish)
	feed.SetCalscale("GREGORIAN")
	feed.SetXWRCalName(q.say()("shifts.feed.name"))
	feed.SetXPublishedTTL("PT1H")
	feed.SetRefreshInterval("PT1H", ics.WithValue("DURATION"))
	now := s.Now()
	for _, slot := range state.Slots(f, now, now.AddDate(0, 0, feedDays)) {
		if _, mine := state.Place(slot.Date, who.ID); !mine || slot.Canceled {
			continue
		}
		shift, _ := f.Rules.Shift(slot.Shift)
		event := feed.AddEvent(uuid.NewSHA1(volunteer.Stream(who.Organization, program), []byte(slot.Shift+" "+string(slot.Day)+" "+who.ID.String())).String() + "@almoner")
		event.SetDtStampTime(now)
		event.SetStartAt(slot.From)
		event.SetEndAt(slot.Until)
		event.SetSummary(shift.Name.In(q.language()))
		event.SetLocation(shift.Place)
	}
	_, err = io.WriteString(w, feed.Serialize(ics.WithNewLineWindows))
	return err
}

// holdsRole tells whether somebody is a volunteer of the organization today.
func (s *Server) holdsRole(q *request, id uuid.UUID, organization string) (bool, error) {
	reader := q.who
	reader.ID, reader.Organization, reader.Roles = id, organization, []domain.Role{domain.RoleVolunteer}
	staff, err := s.Store.People(q.Context(), reader.Scope(), s.Now())
	if err != nil {
		return false, err
	}
	for _, p := range staff {
		if p.ID == id {
			return slices.Contains(p.Roles, string(domain.RoleVolunteer)), nil
		}
	}
	return false, nil
}
