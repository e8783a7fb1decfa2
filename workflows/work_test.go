package workflows_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/workflows"
)

var (
	now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	ann = uuid.UUID{1}
	bob = uuid.UUID{2}
	cem = uuid.UUID{3}
)

func hours(n int) time.Time { return now.Add(time.Duration(n) * time.Hour) }

// talkative tells everybody of everything.
func talkative() *welfare.Guideline {
	var g welfare.Guideline
	for _, event := range workflows.EventTypes() {
		for _, who := range []welfare.Recipient{welfare.ToRequester, welfare.ToTrustee, welfare.ToClerk, welfare.ToTreasurer, welfare.ToSignatory} {
			g.Tell = append(g.Tell, welfare.Notice{When: event, Who: who, Say: "news"})
		}
	}
	return &g
}

func fold(events ...domain.Event) welfare.State {
	var s welfare.State
	for _, e := range events {
		s = welfare.Evolve(s, e)
	}
	return s
}

func panel() welfare.PanelDrawn {
	return welfare.PanelDrawn{Panel: []uuid.UUID{ann, bob, cem}, RemindAt: hours(48), DueAt: hours(96)}
}

func asked(trustee uuid.UUID) welfare.QuestionAsked {
	return welfare.QuestionAsked{Trustee: trustee, PausedAt: now, RemindAt: hours(10), AnswerBy: hours(20)}
}

// effects gives what every event causes in every kind of state.
func effects(t *testing.T, f func(w workflows.Workflow, event string, effect domain.Effect)) {
	t.Helper()
	states := []welfare.State{
		{},
		fold(panel()), fold(panel(), asked(ann)), fold(panel(), welfare.VoteCast{Trustee: ann}), fold(panel(), welfare.RequestWithdrawn{}),
		fold(panel(), welfare.BoardExhausted{}), fold(welfare.PaymentReleased{}),
	}
	for _, name := range workflows.EventTypes() {
		for _, w := range workflows.All() {
			event := sample(t, name)
			if w.Name == "welfare" {
				for _, s := range states {
					for _, effect := range w.Work(talkative(), welfare.Evolve(s, event), event) {
						f(w, name, effect)
					}
				}
				continue
			}
			for _, effect := range w.Work(terms(w), w.Evolve(w.Zero, event), event) {
				f(w, name, effect)
			}
		}
	}
}

// terms are rules of the workflow's kind.
func terms(w workflows.Workflow) any {
	if w.Name == "application" {
		return &application.Rules{For: application.ForVolunteers}
	}
	return &support.Protocol{}
}

func TestEveryTimerHasItsCommand(t *testing.T) {
	t.Parallel()
	set := map[string]bool{}
	effects(t, func(w workflows.Workflow, event string, effect domain.Effect) {
		timer, ok := effect.(domain.SetTimer)
		if !ok {
			return
		}
		set[timer.Command] = true
		if c, known := w.TimedCommand(timer.Command); !known || c.CommandName() != timer.Command {
			t.Errorf("%s sets a timer for %q, which %s does not know", event, timer.Command, w.Name)
		}
		if timer.At.IsZero() {
			t.Errorf("%s sets a timer for %q without a time", event, timer.Command)
		}
	})
	for _, w := range workflows.All() {
		for _, c := range w.Timed {
			if !set[c.CommandName()] {
				t.Errorf("no event sets a timer for %q", c.CommandName())
			}
		}
		if _, known := w.TimedCommand("no_such_command"); known {
			t.Errorf("%s knows a command that is not there", w.Name)
		}
	}
}

func TestEveryNoticeHasOneRecipient(t *testing.T) {
	t.Parallel()
	var notices int
	effects(t, func(w workflows.Workflow, event string, effect domain.Effect) {
		n, ok := effect.(domain.Notify)
		if !ok {
			return
		}
		notices++
		recipients := 0
		for _, named := range []bool{n.Requester, n.Relative != uuid.Nil, n.Person != uuid.Nil, n.Role != ""} {
			if named {
				recipients++
			}
		}
		if recipients != 1 || n.Template == "" || w.Name == "welfare" && n.Template != "news" && n.Template != workflows.ToFormer {
			t.Errorf("%s: %+v", event, n)
		}
	})
	if notices == 0 {
		t.Error("nobody was told anything")
	}
}

func TestEveryTaskAndTransferIsComplete(t *testing.T) {
	t.Parallel()
	effects(t, func(_ workflows.Workflow, event string, effect domain.Effect) {
		switch e := effect.(type) {
		case domain.OpenTask:
			if e.Kind == "" || !slices.Contains(domain.Roles(), e.Role) {
				t.Errorf("%s opens %+v", event, e)
			}
		case domain.CloseTasks:
			if e.Kind == "" {
				t.Errorf("%s closes %+v", event, e)
			}
		case domain.MoveTask:
			if e.Kind == "" || e.Assignee == uuid.Nil {
				t.Errorf("%s moves %+v", event, e)
			}
		case domain.Transfer:
			if e.Kind == "" || e.Fund == "" || e.Cents <= 0 {
				t.Errorf("%s transfers %+v", event, e)
			}
		case domain.SetTimer, domain.Notify, domain.Award, domain.Engage, domain.Disengage:
		}
	})
}

func TestTheClockOfTheTrusteesStandsWithTheirTasks(t *testing.T) {
	t.Parallel()
	w := workflows.Find("welfare")
	quiet := &welfare.Guideline{}
	drawn := welfare.AlternateDrawn{Trustee: uuid.UUID{4}, RemindAt: hours(48), DueAt: hours(96)}
	timers := []domain.Effect{domain.SetTimer{Command: "remind_votes", At: hours(48)}, domain.SetTimer{Command: "replace_late", At: hours(96)}}
	task := domain.OpenTask{Kind: workflows.TaskVote, Role: domain.RoleTrustee, Assignee: drawn.Trustee, DueAt: hours(96)}
	waits := task
	waits.DueAt = time.Time{}
	voted := welfare.VoteCast{Trustee: ann, Choice: welfare.Approve, AmountCents: 1}
	answered := welfare.QuestionAnswered{Askers: []uuid.UUID{bob}, PausedNS: 5 * time.Hour}
	tests := map[string]struct {
		given []domain.Event
		event domain.Event
		want  []domain.Effect
	}{
		"an alternate has until": {given: []domain.Event{panel()}, event: drawn, want: append(slices.Clip(timers), task)},
		"no time runs meanwhile": {given: []domain.Event{panel(), asked(ann)}, event: drawn, want: append(slices.Clip(timers), waits)},
		"a question stops those who have not voted": {given: []domain.Event{panel(), voted}, event: asked(bob), want: []domain.Effect{
			domain.SetTimer{Command: "remind_question", At: hours(10)},
			domain.SetTimer{Command: "lapse_question", At: hours(20)},
			domain.MoveTask{Kind: workflows.TaskVote, Assignee: bob},
			domain.MoveTask{Kind: workflows.TaskVote, Assignee: cem},
		}},
		"an answer gives them the time back": {given: []domain.Event{panel(), voted, asked(bob)}, event: answered, want: []domain.Effect{
			domain.MoveTask{Kind: workflows.TaskVote, Assignee: bob, DueAt: hours(101)},
			domain.SetTimer{Command: "remind_votes", At: hours(53)},
			domain.SetTimer{Command: "replace_late", At: hours(101)},
			domain.MoveTask{Kind: workflows.TaskVote, Assignee: cem, DueAt: hours(101)},
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, w.Work(quiet, fold(append(tt.given, tt.event)...), tt.event)); diff != "" {
				t.Errorf("effects (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhoHasLeftThePanelIsToldNothingMore(t *testing.T) {
	t.Parallel()
	w := workflows.Find("welfare")
	answered := welfare.QuestionAnswered{Askers: []uuid.UUID{ann, bob}}
	state := fold(panel(), asked(ann), asked(bob), welfare.TrusteeRecused{Trustee: ann}, answered)
	var told []uuid.UUID
	for _, effect := range w.Work(talkative(), state, answered) {
		if n, ok := effect.(domain.Notify); ok && n.Person != uuid.Nil {
			told = append(told, n.Person)
		}
	}
	if diff := cmp.Diff([]uuid.UUID{bob}, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// TestWhoeverIsShutOutGetsNothingWhereverTheyAreReached: also after they gave another address.
func TestWhoeverIsShutOutGetsNothingWhereverTheyAreReached(t *testing.T) {
	t.Parallel()
	barred := application.ContactBarred{Contact: ann}
	s := application.State{Contacts: []application.Contact{{ID: ann, Text: bob}}}
	w := workflows.Find("application")
	if diff := cmp.Diff([]domain.Effect{domain.Hush{Relative: bob}}, w.Work(&application.Rules{}, application.Evolve(s, barred), barred)); diff != "" {
		t.Error(diff)
	}
}
