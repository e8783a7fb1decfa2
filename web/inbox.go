package web

import (
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
)

// latelyMax is how many finished tasks an inbox shows.
const latelyMax = 10

type inboxView struct {
	Title   string
	Done    *noticeView
	Enter   *link
	Waiting []taskCard
	More    string
	Lately  *tableView
}

// inboxRows is what an inbox reads: tasks that wait, their cases opened, and tasks that are done.
type inboxRows struct {
	waiting, done []store.TaskRow
	files         map[uuid.UUID]*caseFile
	more          bool
}

func (s *Server) readInbox(q *request) (rows inboxRows, err error) {
	ctx := q.Context()
	err = s.Store.Read(ctx, q.who.Scope(), func(tx store.Tx) error {
		if rows.waiting, err = s.Store.Tasks(ctx, tx, store.TaskPlace{}, pageMax+1); err != nil {
			return err
		}
		if rows.more = len(rows.waiting) > pageMax; rows.more {
			rows.waiting = rows.waiting[:pageMax]
		}
		if rows.done, err = s.Store.DoneTasks(ctx, tx, q.who.ID, latelyMax); err != nil {
			return err
		}
		rows.files, err = s.filesOf(ctx, tx, rows.waiting)
		return err
	})
	return rows, err
}

func (s *Server) showInbox(w http.ResponseWriter, q *request) error {
	rows, err := s.readInbox(q)
	if err != nil {
		return err
	}
	say := q.say()
	c := s.calendar(say, q.who.Organization)
	body := inboxView{Title: say("page.inbox.none"), Lately: latelyTable(c, rows.done), Done: doneNotice(q)}
	for _, t := range rows.waiting {
		body.Waiting = append(body.Waiting, cardOf(c, q.language(), t, rows.files[t.CaseID]))
	}
	switch n := len(rows.waiting); {
	case rows.more:
		body.Title, body.More = say("page.inbox.many", pageMax), say("page.inbox.more", pageMax)
	case n == 1:
		body.Title = say("page.inbox.one")
	case n > 1:
		body.Title = say("page.inbox.many", n)
	}
	body.Enter = s.enterLink(q)

	return s.show(w, http.StatusOK, "inbox", q.page(body.Title, body).staff().kept())
}

// enterLink leads whoever enters requests for others to the form of their program.
func (s *Server) enterLink(q *request) *link {
	for _, p := range s.Catalog.Programs(q.who.Organization) {
		switch {
		case !p.Open:
		case p.Kind == programs.KindWelfare && q.who.Has(domain.RoleClerk):
			return &link{Href: programPath(p) + "/ask", Label: q.say()("page.inbox.enter"), Kind: "second"}
		case p.Kind == programs.KindSupport && (q.who.Has(domain.RoleDesk) || q.who.Has(domain.RoleCoordinator)):
			return &link{Href: programPath(p) + "/ask", Label: q.say()("page.inbox.refer"), Kind: "second"}
		}
	}
	return nil
}

// doneNotice confirms what was done on the page before.
func doneNotice(q *request) *noticeView {
	key := "done." + q.URL.Query().Get("done")
	if key == "done." || !words.Known(key) {
		return nil
	}
	n := noticeOf(q.language(), "good", key, "done.recorded")
	return &n
}

// cardOf tells of a task what one needs to choose it, and nobody's name.
func cardOf(c calendar, language string, t store.TaskRow, f *caseFile) taskCard {
	c = c.about(f)
	card := taskCard{Href: "/tasks/" + t.ID.String(), Kind: c.say("kind." + t.Kind), About: []string{t.Reference}}
	if of := views[f.Workflow]; of.card != nil {
		return of.card(card, c, language, t, f)
	}
	need, _ := f.terms.Program.Form.Field("need")
	if label := optionLabel(need, language, f.answers.Text("need")); label != "" && t.Kind != workflows.TaskFindTrustees {
		card.About = append(card.About, label)
	}
	switch {
	case f.AwardCents > 0:
		card.About = append(card.About, c.say("card.award", c.say.usd(f.AwardCents)))
	case f.AskedCents > 0:
		card.About = append(card.About, c.say("card.asked", c.say.usd(f.AskedCents)))
	}
	card.Due, card.Late = taskDue(c, t)
	if f.Emergency {
		card.Urgent = c.say("card.emergency")
	}
	return card
}

// careCard tells of a task of support: the program, and codes that name nobody.
func careCard(card taskCard, c calendar, language string, t store.TaskRow, f *caseFile) taskCard {
	card.About = append(card.About, f.terms.Program.Name.In(language))
	if f.Workflow == "gathering" {
		return visitCard(card, c, language, t, f)
	}
	for prefix, code := range map[string]string{"area.": t.Brief.Area, "want.": t.Brief.Kind} {
		if code != "" && t.Kind != workflows.TaskRemember {
			card.About = append(card.About, codeWords(c.say, prefix, code))
		}
	}
	if t.Kind == workflows.TaskRemember {
		card.About = append(card.About, codeWords(c.say, "date.kind.", t.Brief.Kind))
	}
	slices.Sort(card.About[2:])
	card.Due, card.Late = taskDue(c, t)
	return card
}

// taskDue says until when a task waits. A vote without a deadline waits for the family's answer.
func taskDue(c calendar, t store.TaskRow) (text string, late bool) {
	if t.Kind == workflows.TaskDebrief { // nobody is late in saying how they are
		return c.say("due.no_hurry"), false
	}
	if t.DueAt == nil && t.Kind != workflows.TaskVote {
		return c.say("due.soon"), false
	}
	return c.due(t.DueAt)
}

// latelyTable lists what a person did; who stepped back or was too late is not led back to the request.
func latelyTable(c calendar, done []store.TaskRow) *tableView {
	if len(done) == 0 {
		return nil
	}
	t := &tableView{Caption: c.say("page.inbox.lately"), Heads: []tableHead{
		{Label: c.say("head.reference")}, {Label: c.say("head.task")}, {Label: c.say("head.done")}, {Label: c.say("head.when")},
	}}
	for _, d := range done {
		href := "/tasks/" + d.ID.String()
		if left(d) {
			href = ""
		}
		closed := c.stamp(*d.ClosedAt)
		t.row(tableCell{Text: d.Reference, Href: href}, tableCell{Text: c.say("kind." + d.Kind)}, tableCell{Text: c.say("closed." + d.ClosedAs)},
			tableCell{Date: &closed})
	}
	return t
}

// left tells whether a trustee is off the panel: by their own wish, or because they were too late.
func left(t store.TaskRow) bool { return t.ClosedAs == "recused" || t.ClosedAs == "relieved" }

// waitingFor says for which people of a demo something waits, so that a visitor need not try all of them.
func (s *Server) waitingFor(q *request, open map[string]bool) map[string]string {
	waits := map[string]string{}
	for _, p := range s.Demo.Personas {
		if !open[p.Organization] {
			continue
		}
		who, err := s.whoIs(q, p.Token)
		if err != nil {
			return waits
		}
		var tasks []store.TaskRow
		if err := s.Store.Read(q.Context(), who.Scope(), func(tx store.Tx) error {
			tasks, err = s.Store.Tasks(q.Context(), tx, store.TaskPlace{}, pageMax)
			return err
		}); err != nil {
			return waits
		}
		if len(tasks) > 0 {
			waits[p.Organization+"/"+p.Key] = q.say()("page.demo.waits", len(tasks))
		}
	}
	return waits
}
