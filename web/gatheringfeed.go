package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/handlers"
)

// feedPast is how far back calendars see gatherings.
const feedPast = 90 * 24 * time.Hour

// showCalendar is the feed of an organization's gatherings. It stays byte for byte the same while nothing changes, so that calendars that ask often are
// answered shortly.
func (s *Server) showCalendar(w http.ResponseWriter, q *request) error {
	o, err := s.organization(q)
	if err != nil {
		return err
	}
	all, err := s.Desk.AllSeries(q.Context(), o.Key)
	if err != nil {
		return err
	}
	feed, changed := s.gatheringFeed(q.language(), o.Name, all)
	sum := sha256.Sum256([]byte(feed))
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("ETag", tag)
	if !changed.IsZero() {
		h.Set("Last-Modified", changed.UTC().Format(http.TimeFormat))
	}
	if known := q.Header.Get("If-None-Match"); known == "*" || strings.Contains(known, tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Disposition", `inline; filename="gatherings.ics"`)
	_, err = io.WriteString(w, feed)
	return err
}

// gatheringFeed writes the gatherings of the past 90 days and of the coming year as iCalendar, those that were called off among them: a calendar that
// has one already takes it out only when it reads that it is.
func (s *Server) gatheringFeed(language, organization string, all []handlers.Series) (feed string, changed time.Time) {
	say, calendar := in(language), ics.NewCalendarFor("Almoner")
	calendar.SetProductId("-//Almoner//Gatherings//EN")
	calendar.SetMethod(ics.MethodPublish)
	calendar.SetCalscale("GREGORIAN")
	calendar.SetXWRCalName(say("gathering.feed.name", organization))
	calendar.SetXPublishedTTL("PT12H")
	calendar.SetRefreshInterval("PT12H")
	for _, a := range all {
		stream := series.Stream(a.Program.Organization, a.Program.Key)
		for _, g := range a.State.Gatherings {
			if g.EndsAt.Before(s.Now().Add(-feedPast)) || g.StartsAt.After(s.Now().AddDate(1, 0, 0)) {
				continue
			}
			at := a.Changed[g.Key]
			if at.After(changed) {
				changed = at
			}
			s.addEvent(calendar, language, a, g, uuid.NewSHA1(stream, []byte(g.Key)), at)
		}
	}
	return calendar.Serialize(ics.WithNewLineWindows), changed
}

func (s *Server) addEvent(calendar *ics.Calendar, language string, a handlers.Series, g series.Gathering, id uuid.UUID, changed time.Time) {
	say, event := in(language), calendar.AddEvent(id.String()+"@almoner")
	event.SetDtStampTime(changed)
	event.SetModifiedAt(changed)
	event.SetSequence(g.Sequence)
	event.SetStartAt(g.StartsAt)
	event.SetEndAt(g.EndsAt)
	event.SetSummary(a.Name(g, language))
	event.SetLocation(placeWords(a, g))
	event.SetURL(s.PublicURL + gatheringPath(a.Program, g.Key))
	event.SetClass(ics.ClassificationPublic)
	if g.Because != "" {
		event.SetStatus(ics.ObjectStatusCancelled)
		event.SetTimeTransparency(ics.TransparencyTransparent)
		event.SetDescription(say("gathering.because." + g.Because))
		return
	}
	event.SetStatus(ics.ObjectStatusConfirmed)
	event.SetDescription(say("gathering.feed.description", s.PublicURL+gatheringPath(a.Program, g.Key)))
}
