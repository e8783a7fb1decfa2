package web

import (
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

// component is a part of an iCalendar object, read by the rules of RFC 5545, section 3.1, and by nothing of the library that writes it.
type component struct {
	lines map[string][]string // values by name, parameters cut off
	parts []component
}

// readICalendar unfolds and reads lines strictly; the test fails on whatever a strict reader would refuse.
func readICalendar(t *testing.T, feed string) component {
	t.Helper()
	if !strings.HasSuffix(feed, "\r\n") || strings.Contains(strings.ReplaceAll(feed, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(feed, "\r\n", ""), "\r") {
		t.Fatal("lines do not end in CRLF")
	}
	for line := range strings.SplitSeq(feed, "\r\n") {
		if len(line) > 75 {
			t.Errorf("%d octets in a line: %q", len(line), line)
		}
	}
	stack := []component{{lines: map[string][]string{}}}
	names := []string{""}
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(feed, "\r\n ", ""), "\r\n"), "\r\n") {
		head, value, found := strings.Cut(line, ":")
		name, parameters, _ := strings.Cut(head, ";")
		if given := strings.Split(parameters, ";"); len(slices.Compact(slices.Sorted(slices.Values(given)))) < len(given) {
			t.Errorf("a parameter is there twice: %q", line)
		}
		if !found || name == "" || strings.ToUpper(name) != name {
			t.Fatalf("%q is no content line", line)
		}
		top := len(stack) - 1
		switch name {
		case "BEGIN":
			stack, names = append(stack, component{lines: map[string][]string{}}), append(names, value)
		case "END":
			if names[top] != value {
				t.Fatalf("%s ends within %s", value, names[top])
			}
			stack[top-1].parts = append(stack[top-1].parts, stack[top])
			stack, names = stack[:top], names[:top]
		default:
			stack[top].lines[name] = append(stack[top].lines[name], value)
		}
	}
	if len(stack) != 1 || len(stack[0].parts) != 1 {
		t.Fatal("it is not one calendar")
	}
	return stack[0].parts[0]
}

func (c component) one(t *testing.T, name string) string {
	t.Helper()
	if len(c.lines[name]) != 1 {
		t.Fatalf("%s is there %d times in %v", name, len(c.lines[name]), c.lines)
	}
	return c.lines[name][0]
}

func TestGatheringFeed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 2, 2, 15, 0, 0, 0, time.UTC)
	at := func(text string) time.Time {
		v, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	s := &Server{PublicURL: "https://almoner.example", Now: func() time.Time { return now }}
	a := handlers.Series{Changed: map[string]time.Time{}}
	a.Program = programs.Program{
		Organization: "city", Key: "outreach", Name: programs.Text{"en": "Meetings; with, commas \\ and a name that is so long that its line has to be folded, más o menos aquí"},
		Gathering: &gathering.Rules{Place: gathering.Place{Name: "Five Star Senior Center", Street: "2832 Arsenal"}},
	}
	for key, starts := range map[string]string{
		"2025-09-11": "2025-09-12T00:00:00Z", "2025-12-11": "2025-12-12T01:00:00Z", "2026-03-12": "2026-03-13T00:00:00Z", "2026-06-11": "2026-06-12T00:00:00Z",
		"2026-12-10": "2026-12-11T01:00:00Z", "2027-03-11": "2027-03-12T01:00:00Z",
	} {
		a.State = series.Evolve(a.State, series.GatheringPlanned{Gathering: key, StartsAt: at(starts), EndsAt: at(starts).Add(90 * time.Minute)})
		a.Changed[key] = now.Add(-48 * time.Hour)
	}
	before, _ := s.gatheringFeed("en", "Police, Department", []handlers.Series{a})
	uid := map[string]string{}
	for _, e := range readICalendar(t, before).parts {
		uid[e.one(t, "DTSTART")] = e.one(t, "UID")
	}
	a.State = series.Evolve(a.State, series.GatheringMoved{By: uuid.UUID{1}, Gathering: "2026-03-12", StartsAt: at("2026-03-20T00:00:00Z"), EndsAt: at("2026-03-20T01:30:00Z")})
	a.State = series.Evolve(a.State, series.GatheringCalledOff{By: uuid.UUID{1}, Gathering: "2026-06-11", Because: "weather"})
	a.Changed["2026-03-12"] = now
	feed, changed := s.gatheringFeed("en", "Police, Department", []handlers.Series{a})
	again, _ := s.gatheringFeed("en", "Police, Department", []handlers.Series{a})
	if feed != again || !changed.Equal(now) {
		t.Errorf("it is not the same twice, or changed at %v", changed)
	}
	c := readICalendar(t, feed)
	for name, want := range map[string]string{"VERSION": "2.0", "METHOD": "PUBLISH", "REFRESH-INTERVAL": "PT12H", "X-PUBLISHED-TTL": "PT12H", "CALSCALE": "GREGORIAN"} {
		if got := c.one(t, name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	got := map[string]component{}
	for _, e := range c.parts {
		got[e.one(t, "DTSTART")] = e
		for _, name := range []string{"DTSTAMP", "DTSTART", "DTEND", "LAST-MODIFIED"} {
			if _, err := time.Parse("20060102T150405Z", e.one(t, name)); err != nil {
				t.Errorf("%s is no time in UTC: %q", name, e.one(t, name))
			}
		}
	}
	if len(got) != 4 { // neither 2025-09-11, long past, nor 2027-03-11, more than a year ahead
		t.Fatalf("%d gatherings: %v", len(got), got)
	}
	moved, off, later := got["20260320T000000Z"], got["20260612T000000Z"], got["20261211T010000Z"]
	if moved.one(t, "SEQUENCE") != "1" || moved.one(t, "UID") != uid["20260313T000000Z"] || moved.one(t, "STATUS") != "CONFIRMED" || moved.one(t, "DTSTAMP") != "20260202T150000Z" {
		t.Errorf("the moved one: %v", moved)
	}
	if off.one(t, "STATUS") != string(ics.ObjectStatusCancelled) || off.one(t, "SEQUENCE") != "1" || off.one(t, "UID") != uid["20260612T000000Z"] {
		t.Errorf("the one that is called off: %v", off)
	}
	if later.one(t, "SEQUENCE") != "0" || later.one(t, "LOCATION") != `Five Star Senior Center\, 2832 Arsenal` || !strings.HasPrefix(later.one(t, "SUMMARY"), `Meetings\; with\, commas \\ and`) ||
		!strings.HasSuffix(later.one(t, "SUMMARY"), "más o menos aquí") || later.one(t, "URL") != "https://almoner.example/g/city/outreach/2026-12-10" {
		t.Errorf("the later one: %v", later)
	}
}
