package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// What the buttons on the event tape do.
const (
	tapeMax     = 100
	troubleStop = 10 * time.Second
	troubleLast = 5
	troubleSkip = 24 * time.Hour
)

// Taking is what a demo's process has seen of one event on its way through one route.
type Taking struct {
	Tries   int // deliveries until it was handled, or so far
	Repeats int // deliveries after that, which changed nothing
	Ended   handlers.Ended
	At      time.Time // when it was handled, or tried last
}

// With adds a delivery.
func (t Taking) With(d handlers.Delivery) Taking {
	handled := t.Ended == handlers.Done || t.Ended == handlers.Idle
	switch {
	case d.Ended == handlers.Repeated, d.Ended == handlers.Idle && handled:
		t.Repeats++
	case !handled:
		t.Tries, t.Ended, t.At = max(t.Tries+1, d.Number), d.Ended, d.At
	}
	return t
}

type tapeView struct {
	Done     *noticeView
	Troubles []buttonView
	Still    *noticeView // the bus stands still
	Caption  string
	Rows     []tapeRow
}

// tapeRow is one event: what happened, because of what, and which routes took it.
type tapeRow struct {
	ID      string // of the row, which its consequences lead to
	At      dateView
	What    string   // in words
	Subject []string // its parts, between which it may be broken
	By      string
	Cause   *link
	Waits   string // still to be published
	Takers  []takerView
	Nobody  bool
	cause   uuid.UUID
}

// takerView is what one route did with an event.
type takerView struct {
	Kind  string // "done", "waits" or "late"
	Route string
	State string
	Again string // what came of further deliveries
	Stuck *link
	Be    *beView // the way to what is stuck for a visitor who does not look after it yet
}

// beView is a button that makes a visitor somebody, and leads to a page of theirs.
type beView struct {
	Key, Path string
	Button    buttonView
}

func (s *Server) showTape(w http.ResponseWriter, q *request) error {
	events, err := s.Store.Recent(q.Context(), tapeMax)
	if err != nil {
		return err
	}
	say := q.say()
	body := tapeView{Caption: say("page.events.caption")}
	if q.URL.Query().Get("did") == "stopped" {
		n := noticeOf(q.language(), "late", "page.events.stopped", "page.events.stopped_again")
		body.Done = &n
	}
	for _, do := range []string{"stop", "twice", "skip"} {
		body.Troubles = append(body.Troubles, buttonView{Label: say("page.events." + do), Name: "do", Value: do, Kind: "second"})
		if q.URL.Query().Get("did") == do {
			n := noticeOf(q.language(), "good", "", "page.events."+do+"_done")
			body.Done = &n
		}
	}
	if !s.Demo.BusUp() {
		n := noticeOf(q.language(), "late", "page.tape.still", "page.tape.still_kept")
		body.Still = &n
	}
	if body.Rows, err = s.tapeRows(q, events); err != nil {
		return err
	}
	return s.show(w, http.StatusOK, "events", q.page(say("page.events.title"), body).staff().kept())
}

// tapeRows puts events into words, with what became of each at every route that takes it.
func (s *Server) tapeRows(q *request, events []store.TapeEvent) (list []tapeRow, err error) {
	tape := tape{s: s, q: q, say: q.say(), c: s.demoCalendar(q.say()), words: map[uuid.UUID]string{}}
	if err := tape.fates(events); err != nil {
		return nil, err
	}
	for _, e := range events {
		row, err := tape.row(e)
		if err != nil {
			return nil, err
		}
		tape.words[e.ID] = row.What
		list = append(list, row)
	}
	for i, row := range list {
		if what := tape.words[row.cause]; what != "" {
			list[i].Cause = &link{Href: "#" + rowID(row.cause), Label: what}
		}
	}
	return list, nil
}

// tape is one reading of it.
type tape struct {
	s     *Server
	q     *request
	say   speaker
	c     calendar
	words map[uuid.UUID]string // of the events on it
	taken map[handled]store.Taken
	up    map[handled]store.GivenUp
}

type handled struct {
	route string
	event uuid.UUID
}

// fates finds what Postgres knows of all events and their routes.
func (t *tape) fates(events []store.TapeEvent) error {
	var routes []string
	var ids []uuid.UUID
	for _, e := range events {
		for _, r := range t.takersOf(e.Type) {
			routes, ids = append(routes, r), append(ids, e.ID)
		}
	}
	taken, up, err := t.s.Store.Fates(t.q.Context(), routes, ids)
	if err != nil {
		return err
	}
	t.taken, t.up = map[handled]store.Taken{}, map[handled]store.GivenUp{}
	for _, i := range taken {
		t.taken[handled{i.Route, i.MessageID}] = i
	}
	for _, d := range up {
		t.up[handled{d.Route, d.MessageID}] = d
	}
	return nil
}

// takersOf are the routes that take a type of event.
func (t *tape) takersOf(kind string) (names []string) {
	for _, r := range t.s.Reactions.Table {
		if slices.Contains(r.Events, kind) {
			names = append(names, r.Name)
		}
	}
	return names
}

func rowID(event uuid.UUID) string { return "e-" + event.String() }

func (t *tape) row(e store.TapeEvent) (tapeRow, error) {
	event, err := workflows.Decode(e.Type, e.Data)
	if err != nil {
		return tapeRow{}, err
	}
	row := tapeRow{
		ID: rowID(e.ID), At: t.c.stamp(e.At), What: eventWords(t.say, event), Subject: breakable("almoner.events." + e.Organization + "." + e.Type),
		By: t.by(e.Actor), cause: e.Cause,
	}
	for _, route := range t.takersOf(e.Type) {
		row.Takers = append(row.Takers, t.taker(e, route))
	}
	row.Nobody = len(row.Takers) == 0
	if e.Waits {
		row.Waits = t.say("page.tape.waits")
	}
	return row, nil
}

// breakable cuts a name behind its dots and lines.
func breakable(name string) (parts []string) {
	for name != "" {
		i := strings.IndexAny(name, "._") + 1
		if i == 0 {
			i = len(name)
		}
		parts, name = append(parts, name[:i]), name[i:]
	}
	return parts
}

// by says what an event followed from, and leaves out which person it was.
func (t *tape) by(actor string) string {
	kind, route, _ := strings.Cut(actor, ":")
	switch kind {
	case "route":
		return route
	case "requester", "person", "timer":
		return t.say("page.tape.by." + kind)
	}
	return t.say("by.almoner")
}

// taker puts together what the inbox and the dead letters keep with what this process has seen. The inbox knows no event that concerned nobody.
func (t *tape) taker(e store.TapeEvent, route string) takerView {
	of := handled{route, e.ID}
	taken, done := t.taken[of]
	up, dead := t.up[of]
	seen := t.s.Demo.Taking(e.ID, route)
	v := takerView{Route: route, Kind: "done"}
	if seen.Repeats > 0 {
		v.Again = t.say("page.tape.again", seen.Repeats)
	}
	if seen.Ended == handlers.Done {
		done, taken.HandledAt = true, seen.At
	}
	switch {
	case done:
		v.State = t.tries(seen.Tries, t.took(taken.HandledAt.Sub(e.At)))
	case dead && up.SettledAs == "":
		v.Kind, v.State = "late", t.say("page.tape.given_up", up.Attempts)
		t.stuck(&v, up)
	case dead:
		v.State = t.say("page.tape.settled")
	case seen.Ended == handlers.Idle:
		v.State = t.say("page.tape.idle")
	case seen.Ended == handlers.Failed:
		v.Kind, v.State = "late", t.say("page.tape.failed", seen.Tries)
	case e.Waits:
		v.Kind, v.State = "waits", t.say("page.tape.waits_too")
	case t.c.now.Sub(e.At) > tapeForgets:
		v.State = t.say("page.tape.unknown")
	default:
		v.Kind, v.State = "waits", t.say("page.tape.under_way")
	}
	return v
}

// tapeForgets is how long an event without a trace is said to be on its way. One that concerned nobody leaves none behind when the process ends.
const tapeForgets = time.Minute

func (t *tape) tries(tries int, took string) string {
	switch tries {
	case 0:
		return t.say("page.tape.done", took)
	case 1:
		return t.say("page.tape.done_first", took)
	}
	return t.say("page.tape.done_later", tries, took)
}

// took is a length of time as short as machines need it.
func (t *tape) took(d time.Duration) string {
	switch {
	case d < time.Second:
		return t.say("page.tape.milliseconds", max(1, d.Milliseconds()))
	case d < 2*time.Minute:
		return t.say("page.tape.seconds", int(d.Round(time.Second)/time.Second))
	}
	return t.c.span(d)
}

// stuck leads to a dead letter, by way of its administrator where the visitor is somebody else.
func (t *tape) stuck(v *takerView, up store.GivenUp) {
	path := "/admin/stuck/" + up.ID.String()
	if t.q.who.Organization == up.Organization && slices.Contains(t.q.who.Roles, domain.RoleAdmin) {
		v.Stuck = &link{Href: path, Label: t.say("page.tape.stuck")}
		return
	}
	for _, p := range t.s.Demo.Personas {
		if p.Organization == up.Organization && slices.Contains(p.Roles, domain.RoleAdmin) {
			v.Be = &beView{Key: p.Organization + "/" + p.Key, Path: path, Button: buttonView{Label: t.say("page.tape.stuck_as", p.Name), Kind: "quiet"}}
			return
		}
	}
}

func (s *Server) makeTrouble(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	do := q.PostForm.Get("do")
	var err error
	switch do {
	case "stop":
		s.Demo.StopBus(troubleStop)
		err = s.Demo.Ask(q.Context())
	case "twice":
		_, err = s.Demo.Repeat(q.Context(), troubleLast)
	case "skip":
		_, err = s.Demo.Advance(q.Context(), troubleSkip)
	default:
		err = domain.Errorf(domain.Invalid, "That trouble is not known here.")
	}
	if do == "twice" && domain.CodeOf(err) == domain.Unavailable {
		return seeOther(w, "/demo/events?did=stopped")
	}
	if err != nil {
		return err
	}
	return seeOther(w, "/demo/events?did="+do)
}
