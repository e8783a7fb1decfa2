package handlers

import (
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/store"
)

// work turns what an event causes into rows.
type work struct{ write *store.Write }

func (w work) add(keys store.CaseKeys, r domain.Recorded, effects []domain.Effect) {
	for _, effect := range effects {
		switch e := effect.(type) {
		case domain.OpenTask:
			w.open(keys, r, e)
		case domain.CloseTasks:
			w.close(r, e)
		case domain.MoveTask:
			w.write.Moves = append(w.write.Moves, store.TaskMove{CaseID: r.Stream, Assignee: e.Assignee, Kind: e.Kind, DueAt: e.DueAt})
			for i, t := range w.write.Tasks {
				if t.CaseID == r.Stream && t.Kind == e.Kind && t.Assignee == e.Assignee && t.ClosedAt.IsZero() {
					w.write.Tasks[i].DueAt = e.DueAt
				}
			}
		case domain.SetTimer:
			w.write.Timers = append(w.write.Timers, store.Timer{
				ID: uuid.NewSHA1(r.ID, []byte(e.Command+e.At.UTC().String())), Workflow: r.Workflow, Stream: r.Stream, Command: e.Command, DueAt: e.At,
			})
		case domain.Notify:
			w.notify(r, e)
		case domain.Redirect:
			w.redirect(r, e)
		case domain.Hush:
			w.write.Hushes = append(w.write.Hushes, store.Hush{CaseID: r.Stream, Relative: e.Relative, At: r.At})
		case domain.Transfer:
			w.write.Transfers = append(w.write.Transfers, store.Transfer{ID: r.ID, CaseID: r.Stream, Fund: e.Fund, Kind: e.Kind, Cents: e.Cents, At: r.At})
		case domain.Engage:
			w.write.Engagements = append(w.write.Engagements, store.Engagement{CaseID: r.Stream, Person: e.Person, Standing: e.Standing, At: r.At})
		case domain.Disengage:
			w.write.Engagements = append(w.write.Engagements, store.Engagement{CaseID: r.Stream, Person: e.Person, Until: r.At, As: e.As})
		case domain.Forget:
			w.forget(r, e)
		case domain.Appoint:
			w.grant(store.RoleGrant{Person: e.Person, Role: e.Role, At: r.At, Until: e.Until})
		case domain.Dismiss:
			w.grant(store.RoleGrant{Person: e.Person, Role: e.Role, At: r.At, Ends: true})
		case domain.Prolong:
			w.grant(store.RoleGrant{Person: e.Person, Role: e.Role, At: r.At, Until: e.Until, Moves: true})
		case domain.SignOut:
			w.write.SignOuts = append(w.write.SignOuts, store.SignOut{Person: e.Person, At: r.At})
		case domain.Tie:
			w.write.Ties = append(w.write.Ties, store.Tie{Person: e.Person, Other: e.Other})
		case domain.Clear:
			w.clear(store.Clearance{CaseID: r.Stream, Person: e.Person, Check: e.Check, CheckedOn: e.CheckedOn, Until: e.Until, By: whoCaused(r.Actor), At: r.At})
		case domain.Unclear:
			w.clear(store.Clearance{CaseID: r.Stream, Person: e.Person, Check: e.Check, By: whoCaused(r.Actor), At: r.At, Withdrawn: true})
		case domain.Award:
			w.write.Awards = append(w.write.Awards, store.Award{CaseID: r.Stream, At: r.At, Award: e})
		}
	}
}

func (w work) grant(g store.RoleGrant) { w.write.Grants = append(w.write.Grants, g) }

func (w work) clear(c store.Clearance) { w.write.Clearances = append(w.write.Clearances, c) }

func (w work) forget(r domain.Recorded, e domain.Forget) {
	w.write.Forget = append(w.write.Forget, e.Texts...)
	if e.Name {
		w.write.ForgetNames = append(w.write.ForgetNames, r.Stream)
	}
	if e.Person != uuid.Nil {
		w.write.ForgetPeople = append(w.write.ForgetPeople, e.Person)
	}
}

// open gives a task an id that follows from its event and person, so that rebuilding the lists finds the same one.
func (w work) open(keys store.CaseKeys, r domain.Recorded, e domain.OpenTask) {
	w.write.Tasks = append(w.write.Tasks, store.Task{
		ID: taskID(r.ID, e.Kind, e.Assignee), CaseID: r.Stream, Program: keys.Program, Reference: keys.Reference,
		Kind: e.Kind, Assignee: e.Assignee, Role: e.Role, DueAt: e.DueAt, OpenedAt: r.At, Brief: e.Brief,
	})
}

// close says who did what a task asked for; nobody did when it was another person's to do.
func (w work) close(r domain.Recorded, e domain.CloseTasks) {
	by := whoCaused(r.Actor)
	w.write.Closes = append(w.write.Closes, store.TaskClose{CaseID: r.Stream, Assignee: e.Assignee, By: by, Kind: e.Kind, As: e.As, At: r.At, Of: e.Of})
	for i, t := range w.write.Tasks {
		if t.CaseID == r.Stream && t.Kind == e.Kind && t.ClosedAt.IsZero() && (e.Of == "" || e.Of == t.Brief.Kind) && (e.Assignee == uuid.Nil || e.Assignee == t.Assignee) {
			w.write.Tasks[i].ClosedAt, w.write.Tasks[i].ClosedAs = r.At, e.As
			if t.Assignee == uuid.Nil || t.Assignee == by {
				w.write.Tasks[i].ClosedBy = by
			}
		}
	}
}

// whoCaused gives the person who caused an event; the zero id when nobody did.
func whoCaused(actor string) (by uuid.UUID) {
	if person, ok := strings.CutPrefix(actor, "person:"); ok {
		by, _ = uuid.Parse(person) // we wrote it ourselves
	}
	return by
}

// redirect turns messages of earlier transactions, and those that this one is about to save.
func (w work) redirect(r domain.Recorded, e domain.Redirect) {
	w.write.Redirects = append(w.write.Redirects, store.Redirect{CaseID: r.Stream, From: e.From, To: e.To})
	for i, n := range w.write.Notices {
		if n.CaseID == r.Stream && n.Relative && n.Recipient == e.From {
			w.write.Notices[i].Recipient = e.To
		}
	}
}

// refused are the channels that a message must not take, as if they had refused it.
func refused(e domain.Notify) string {
	if e.ByMail {
		return string(notify.SMS) + ","
	}
	return ""
}

func (w work) notify(r domain.Recorded, e domain.Notify) {
	switch {
	case e.Requester:
		w.write.Notices = append(w.write.Notices, store.Notice{Cause: r.ID, Recipient: r.Stream, CaseID: r.Stream, Template: e.Template, Requester: true, At: r.At})
	case e.Relative != uuid.Nil:
		w.write.Notices = append(w.write.Notices, store.Notice{Cause: r.ID, Recipient: e.Relative, CaseID: r.Stream, Template: e.Template, Relative: true, At: r.At, Refused: refused(e)})
	case e.Person != uuid.Nil:
		w.write.Notices = append(w.write.Notices, store.Notice{Cause: r.ID, Recipient: e.Person, CaseID: r.Stream, Template: e.Template, At: r.At})
	default:
		w.write.RoleNotices = append(w.write.RoleNotices, store.RoleNotice{Cause: r.ID, CaseID: r.Stream, Template: e.Template, Role: e.Role, At: r.At})
	}
}
