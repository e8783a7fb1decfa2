package web

import (
	"fmt"
	"io"
	"net/http"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

const (
	feedDays   = 90
	feedBefore = 2 // days back that are read, so that whatever is running is read from its beginning
)

// showRotaFeed gives a calendar program the shifts of the minister whose secret address it is, and nothing about why or where.
func (s *Server) showRotaFeed(w http.ResponseWriter, q *request) error {
	program := q.PathValue("program")
	who, err := s.Desk.CalendarOf(program, q.PathValue("token"))
	if err != nil {
		return err
	}
	state, rules, err := s.Desk.ReadRota(q.Context(), who, program)
	if err != nil {
		return err
	}
	if _, on := state.Minister(who.ID); !on {
		return domain.Errorf(domain.NotFound, "There is no calendar at this address, or not any more.")
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="on-call.ics"`)
	_, err = io.WriteString(w, rotaFeed(q.say(), state, rules, rota.Stream(who.Organization, program), who.ID, s.Now()))
	return err
}

// rotaFeed writes a minister's coming shifts as iCalendar. A shift keeps its UID for as long as its beginning stays.
func rotaFeed(say speaker, state rota.State, rules rota.Rules, stream, minister uuid.UUID, now time.Time) string {
	zone := rules.Zone
	if zone == nil {
		zone = time.UTC
	}
	year, month, day := now.In(zone).Date()
	from := time.Date(year, month, day-feedBefore, 0, 0, 0, 0, zone)
	until := time.Date(year, month, day+feedDays, 0, 0, 0, 0, zone)
	feed := ics.NewCalendarFor("Almoner")
	feed.SetProductId("-//Almoner//Rota//EN")
	feed.SetMethod(ics.MethodPublish)
	feed.SetCalscale("GREGORIAN")
	feed.SetXWRCalName(say("rota.feed.name"))
	feed.SetXPublishedTTL("PT1H")
	feed.SetRefreshInterval("PT1H")
	for _, span := range state.Shifts(rules, minister, from, until) {
		for _, part := range feedParts(span, zone) {
			if !part.Until.After(now) {
				continue
			}
			uid := uuid.NewSHA1(stream, fmt.Appendf(nil, "%s %s %d", minister, part.Area, part.From.Unix()))
			event := feed.AddEvent(uid.String() + "@almoner")
			event.SetDtStampTime(now)
			event.SetStartAt(part.From)
			event.SetEndAt(part.Until)
			event.SetSummary(say("rota.feed.summary"))
			event.SetClass(ics.ClassificationPrivate)
			event.SetTimeTransparency(ics.TransparencyTransparent)
		}
	}
	return feed.Serialize(ics.WithNewLineWindows)
}

// feedParts cuts at midnight what goes on for longer than a day: such a stretch has no beginning that would stay the same as days go by.
func feedParts(span rota.Span, zone *time.Location) []rota.Span {
	if span.Until.Sub(span.From) <= 25*time.Hour {
		return []rota.Span{span}
	}
	var parts []rota.Span
	for span.From.Before(span.Until) {
		year, month, day := span.From.In(zone).Date()
		part := span
		if next := time.Date(year, month, day+1, 0, 0, 0, 0, zone).UTC(); next.Before(span.Until) {
			part.Until = next
		}
		parts = append(parts, part)
		span.From = part.Until
	}
	return parts
}
