package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// toldPage is what became of calling meetings off on one day: who was told by which channel, and who has to be called.
type toldPage struct {
	Title, Lead, Day, Action string
	CallList                 string
	Done                     *noticeView
	Counts                   []summaryRow
	Calls                    []callView
	Table                    *tableView
	Again                    *link
}

// callView is a family that has to be called, with the one button that takes it off the list.
type callView struct {
	Name, Group, Reference, Task string
	People                       []emergencyCall
	Button                       buttonView
}

// telling is what became of telling one family of what was called off.
type telling struct {
	child  *caseFile
	group  string
	said   string // what they are told: called off, or moved
	causes map[uuid.UUID]bool
	sent   []store.Told
	called *time.Time
	task   *store.TaskRow
}

func (s *Server) showTold(w http.ResponseWriter, q *request) error {
	f, err := s.seasonFor(q)
	if err != nil {
		return err
	}
	typed := q.URL.Query().Get("day")
	day, err := time.ParseInLocation(time.DateOnly, typed, f.words.c.zone)
	if err != nil {
		return domain.Errorf(domain.NotFound, "Nothing was called off on that day.")
	}
	list, err := s.tellings(q, f, day)
	if err != nil {
		return err
	}
	say := f.words.c.say
	body := toldPage{
		CallList: say("page.told.call_list"), Title: say("page.told.title", f.words.c.day(day)), Day: typed, Action: f.path() + "/told", Lead: say("page.told.none"),
		Again: &link{Href: f.told(typed), Label: say("page.told.again")},
	}
	if q.URL.Query().Get("done") == "called" {
		n := noticeOf(q.language(), "good", "page.told.was_recorded")
		body.Done = &n
	}
	if len(list) > 0 {
		body.Lead = say("page.told.lead")
		f.fillTold(&body, list)
	}
	var reached []*caseFile
	for _, t := range list {
		if t.task != nil {
			reached = append(reached, t.child)
		}
	}
	s.noteReadings(q, reached)
	view := q.page(body.Title, body).staff()
	view.Back = &link{Href: f.path(), Label: say("page.group.back")}
	return s.show(w, http.StatusOK, "season_told", view)
}

// tellings finds every family that was told of something called off on a day, and what became of it.
func (s *Server) tellings(q *request, f seasonFile, day time.Time) ([]*telling, error) {
	last := map[uuid.UUID][]season.MeetingTold{}
	var ids []uuid.UUID
	for _, r := range f.events {
		if e, is := r.Event.(season.MeetingTold); is && f.words.c.sameDay(e.At, day) {
			if last[e.Application] == nil {
				ids = append(ids, e.Application)
			}
			last[e.Application] = append(last[e.Application], e)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	files, err := s.applicationsOf(q, ids)
	if err != nil {
		return nil, err
	}
	var list []*telling
	for _, id := range ids {
		if files[id] != nil {
			list = append(list, f.telling(files[id], last[id]))
		}
	}
	slices.SortStableFunc(list, func(a, b *telling) int { return byName(a.child, b.child) })
	return list, s.followUp(q.Context(), q, list)
}

// telling looks in a family's own stream for what it was told, and whether somebody has called since.
func (f seasonFile) telling(child *caseFile, told []season.MeetingTold) *telling {
	t := &telling{child: child, causes: map[uuid.UUID]bool{}}
	if candidate := f.season().Candidates[child.ID]; candidate != nil {
		t.group = groupName(f.terms.Program, candidate.Group, f.words.language)
	}
	newest := told[len(told)-1]
	t.said = f.words.c.say("page.told.off")
	if !newest.Moved.IsZero() {
		t.said = f.words.c.say("page.told.moved", f.words.c.moment(newest.Moved).Words)
	}
	for _, r := range child.events {
		switch e := r.Event.(type) {
		case application.SessionNoted:
			if slices.ContainsFunc(told, func(m season.MeetingTold) bool {
				return m.Meeting == e.Session && m.At.Equal(e.At) && m.Moved.Equal(e.Moved)
			}) {
				t.causes[r.ID], t.called = true, nil
			}
		case application.ContactCalled:
			if len(t.causes) > 0 {
				t.called = &r.At
			}
		}
	}
	return t
}

// followUp finds what became of the messages, and who waits for a call.
func (s *Server) followUp(ctx context.Context, q *request, list []*telling) error {
	var causes, cases []uuid.UUID
	for _, t := range list {
		cases = append(cases, t.child.ID)
		for id := range t.causes {
			causes = append(causes, id)
		}
	}
	return s.Store.Read(ctx, q.who.Scope(), func(tx store.Tx) error {
		sent, err := s.Store.TellingOf(ctx, tx, causes)
		if err != nil {
			return err
		}
		tasks, err := s.Store.OpenTasks(ctx, tx, workflows.TaskCall, cases)
		for _, t := range list {
			for _, n := range sent {
				if t.causes[n.Cause] {
					t.sent = append(t.sent, n)
				}
			}
			for i := range tasks {
				if tasks[i].CaseID == t.child.ID {
					t.task = &tasks[i]
				}
			}
		}
		return err
	})
}

func (f seasonFile) fillTold(body *toldPage, list []*telling) {
	say := f.words.c.say
	written, called, onWay := 0, 0, 0
	body.Table = &tableView{Caption: say("page.told.all"), Heads: []tableHead{
		{Label: say("fact.applicant")}, {Label: say("fact.group")}, {Label: say("page.told.what")}, {Label: say("page.told.how")},
	}}
	for _, t := range list {
		how, reached := f.outcome(t)
		switch {
		case t.task != nil:
			body.Calls = append(body.Calls, f.call(t))
		case t.called != nil:
			called++
		case reached:
			written++
		default:
			onWay++
		}
		body.Table.row(tableCell{Text: t.child.applicant(), Href: "/cases/" + t.child.Reference}, tableCell{Text: t.group}, tableCell{Text: t.said}, tableCell{Text: how})
	}
	v := f.words
	body.Counts = []summaryRow{
		v.row("page.told.families", say("fact.number", len(list))), v.row("page.told.written", say("fact.number", written)), v.row("page.told.on_way", say("fact.number", onWay)),
		v.row("page.told.called", say("fact.number", called)), v.row("page.told.to_call", say("fact.number", len(body.Calls))),
	}
}

// outcome says by which channel which guardian was told.
func (f seasonFile) outcome(t *telling) (words string, reached bool) {
	c := f.words.c
	names := map[uuid.UUID]string{}
	for _, contact := range t.child.callable() {
		names[contact.ID] = contact.Name
	}
	var parts []string
	for _, n := range t.sent {
		switch who := orWords(names[n.Recipient], c.say("page.told.somebody")); {
		case n.Outcome == "":
			parts = append(parts, c.say("page.told.under_way", who))
		case n.Outcome == "sent" && n.SentAt != nil:
			reached = true
			parts = append(parts, c.say("page.told.sent."+orWords(n.Channel, "email"), who, c.clock(*n.SentAt)))
		default:
			parts = append(parts, c.say("page.told.failed", who))
		}
	}
	switch {
	case t.called != nil:
		parts = append(parts, c.say("page.told.was_called", c.clock(*t.called)))
	case t.task != nil:
		parts = append(parts, c.say("page.told.must_call"))
	case len(t.causes) == 0:
		parts = append(parts, c.say("page.told.begins"))
	case len(parts) == 0:
		parts = append(parts, c.say("page.told.nobody"))
	}
	return strings.Join(parts, "; "), reached
}

func (f seasonFile) call(t *telling) callView {
	v := callView{
		Name: t.child.applicant(), Group: t.group, Reference: t.child.Reference, Task: t.task.ID.String(),
		Button: buttonView{Label: f.words.c.say("page.told.done"), Unseen: t.child.applicant()},
	}
	v.People = f.words.callsFor(t.child)
	return v
}

// calledFromList takes a family off the list of calls: it is the act of its task.
func (s *Server) calledFromList(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	f, err := s.seasonFor(q)
	if err != nil {
		return err
	}
	task, err := uuid.Parse(q.PostForm.Get("task"))
	if err != nil {
		return domain.Errorf(domain.NotFound, "We know no such task.")
	}
	if _, _, err := s.Desk.Act(q.Context(), q.who, task, "called", []byte("{}")); err != nil && domain.CodeOf(err) != domain.Conflict {
		return err // somebody else may have called meanwhile: that is as good
	}
	return seeOther(w, f.told(q.PostForm.Get("day"))+"&done=called")
}
