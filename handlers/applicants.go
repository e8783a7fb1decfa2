package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// BulkMax is how many applications one bulk act reaches at most.
const BulkMax = 100

// BulkHeld is how long a bulk act is held back. Nothing that a family was told can be untold, so it is told nothing before.
const BulkHeld = time.Minute

const (
	bulksEvery    = time.Second
	bulksAtOnce   = 8
	bulkWithin    = 2 * time.Minute // somebody who took one has to carry it out; then the next one may
	bulkTriesMax  = 5
	bulkActWithin = 20 * time.Second
)

// BulkItem is one task that a bulk act reaches, and its case.
type BulkItem struct{ Task, Case uuid.UUID }

// BulkResult is what became of one of them. Code is empty when it was done; Message is a sentence for people, without anybody's data.
type BulkResult struct {
	Task    uuid.UUID   `json:"task"`
	Code    domain.Code `json:"code,omitempty"`
	Message string      `json:"message,omitempty"`
}

// bulkActs are what can be done with many at once: the task that each is an act of.
var bulkActs = map[string]string{
	"clear": workflows.TaskScreen, "accept": workflows.TaskReview, "waitlist": workflows.TaskReview, "refuse": workflows.TaskReview, "ask": workflows.TaskReview,
}

// BulkTask is the kind of task that a bulk act is done with; empty for what is none.
func BulkTask(action string) string { return bulkActs[action] }

// HoldBack keeps a bulk act for BulkHeld, and answers when it is due. The same id again changes nothing. Invalid: what was typed needs another look.
func (d *Desk) HoldBack(ctx context.Context, who Person, id uuid.UUID, action string, items []BulkItem, body json.RawMessage) error {
	now := d.Handler.Now().UTC()
	if err := bulkBody(action, body, now); err != nil {
		return err
	}
	if len(items) == 0 || len(items) > BulkMax {
		return domain.Errorf(domain.Invalid, "Between 1 and %d applications are done at once. Nothing was recorded.", BulkMax)
	}
	sealed, err := d.keysOf(who.Organization).SealForm(bulkContext(id), body)
	if err != nil {
		return fmt.Errorf("seal bulk act: %w", err)
	}
	b := store.BulkAct{ID: id, PersonID: who.ID, Action: action, Sealed: sealed, MadeAt: now, DueAt: now.Add(BulkHeld)}
	for _, item := range items {
		b.Tasks, b.Cases = append(b.Tasks, item.Task), append(b.Cases, item.Case)
	}
	return d.Handler.Store.KeepBulk(ctx, who.Organization, b)
}

func bulkContext(id uuid.UUID) string { return "bulk act/" + id.String() }

// bulkBody checks before anything is held back what can be known before it is carried out.
func bulkBody(action string, body json.RawMessage, now time.Time) error {
	var in struct {
		Reason    *string `json:"reason"`
		Question  *string `json:"question"`
		CheckedOn *string `json:"checked_on"`
		ExpiresOn *string `json:"expires_on"`
	}
	if err := ReadJSON(body, &in); err != nil {
		return err
	}
	switch action {
	case "clear":
		return bulkDays(in.CheckedOn, in.ExpiresOn, now)
	case "refuse":
		return bulkText("reason", in.Reason, "Please write a reason that the families can read.")
	case "ask":
		return bulkText("question", in.Question, "Please write what you want to know.")
	case "accept", "waitlist":
		return nil
	}
	return domain.Errorf(domain.NotFound, "That cannot be done with many at once.")
}

func bulkText(field string, written *string, missing string) error {
	text := ""
	if written != nil {
		text = domain.CleanText(*written)
	}
	switch {
	case text == "":
		return fieldError(field, missing)
	case utf8.RuneCountInString(text) > textMax:
		return fieldError(field, fmt.Sprintf("Please keep it below %d characters.", textMax))
	case domain.HasControl(text):
		return fieldError(field, "There is a character in this text that cannot be shown. Please type it again.")
	}
	return nil
}

func bulkDays(checked, expires *string, now time.Time) error {
	read := func(field string, written *string) (time.Time, error) {
		if written == nil {
			return time.Time{}, nil
		}
		return dateOf(field, *written)
	}
	on, err := read("checked_on", checked)
	if err != nil {
		return err
	}
	until, err := read("expires_on", expires)
	switch {
	case err != nil:
		return err
	case on.After(now.Add(24 * time.Hour)):
		return fieldError("checked_on", "The day of the check lies ahead. Please correct the date.")
	case !until.IsZero() && (!until.Add(24*time.Hour).After(now) || until.Before(on)):
		return fieldError("expires_on", "This result has ended already. Please write until when it counts.")
	}
	return nil
}

// Bulks carries out what was held back and not undone.
type Bulks struct {
	Desk *Desk
	Log  *slog.Logger
}

// Run carries out what falls due until ctx ends.
func (b *Bulks) Run(ctx context.Context) {
	tick := time.NewTicker(bulksEvery)
	defer tick.Stop()
	for {
		if _, err := b.CarryOut(ctx); err != nil && ctx.Err() == nil {
			b.Log.Debug("bulk acts wait", "reason", domain.CodeOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// CarryOut does what is due and returns how many bulk acts that were.
func (b *Bulks) CarryOut(ctx context.Context) (done int, err error) {
	h := b.Desk.Handler
	for ctx.Err() == nil {
		due, err := h.Store.TakeBulks(ctx, h.Now(), h.Now().Add(bulkWithin), bulksAtOnce)
		if err != nil || len(due) == 0 {
			return done, err
		}
		for _, d := range due {
			if err := b.carryOut(ctx, d); err != nil {
				b.Log.Warn("a bulk act waits", "bulk", d.ID, "code", domain.CodeOf(err))
				continue
			}
			done++
		}
	}
	return done, ctx.Err()
}

// carryOut does one bulk act, each application in a transaction of its own. Each act has a key that follows from person, task and body, so that one
// that was interrupted is carried out from the beginning and nothing of it happens twice.
func (b *Bulks) carryOut(ctx context.Context, due store.DueBulk) error {
	h := b.Desk.Handler
	act, err := h.Store.BulkToDo(ctx, due.Organization, due.ID)
	if domain.CodeOf(err) == domain.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	who, err := b.who(ctx, due.Organization, act.PersonID)
	if err != nil {
		return err
	}
	body, err := b.Desk.keysOf(due.Organization).OpenForm(bulkContext(act.ID), act.Sealed)
	if err != nil {
		return fmt.Errorf("open bulk act: %w", err)
	}
	results := make([]BulkResult, 0, len(act.Tasks))
	for _, task := range act.Tasks {
		result, err := b.one(ctx, who, task, act.Action, body)
		if err != nil && due.Attempts < bulkTriesMax {
			return err
		}
		results = append(results, result)
	}
	told, err := json.Marshal(results)
	if err != nil {
		return fmt.Errorf("encode results: %w", err)
	}
	return h.Store.SettleBulk(ctx, due.Organization, act.ID, told, h.Now())
}

// who is the person as they are now: whoever does not coordinate any more has nothing done in their name.
func (b *Bulks) who(ctx context.Context, organization string, id uuid.UUID) (who Person, err error) {
	who = Person{ID: id, Organization: organization}
	h := b.Desk.Handler
	scope := store.Scope{Organization: organization, Compartments: []domain.Compartment{domain.Public}}
	err = h.Store.Decide(ctx, scope, func(tx store.Tx) error {
		holders, err := h.Store.Holders(ctx, tx, domain.RoleCoordinator, h.Now())
		if slices.Contains(holders, id) {
			who.Roles = []domain.Role{domain.RoleCoordinator}
		}
		return err
	})
	return who, err
}

// one does the act with one application. The error is what another try may mend; whatever else went wrong is the result.
func (b *Bulks) one(ctx context.Context, who Person, task uuid.UUID, action string, body json.RawMessage) (BulkResult, error) {
	if !who.Has(domain.RoleCoordinator) {
		return BulkResult{Task: task, Code: domain.Forbidden, Message: "You did not coordinate any more when it was due. Nothing was changed."}, nil
	}
	within, cancel := context.WithTimeout(ctx, bulkActWithin)
	defer cancel()
	_, _, err := b.Desk.Act(within, who, task, action, body)
	code := domain.CodeOf(err)
	result := BulkResult{Task: task, Code: code}
	if err != nil {
		result.Message = strings.TrimSpace(domain.MessageOf(err))
	}
	if code == domain.Unavailable || code == domain.Internal {
		return result, err
	}
	return result, nil
}
