package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/referral"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// The headers of an event's message that a reaction reads, and what the subscriber adds about its delivery.
const (
	headerType         = "ce-type"
	headerOrganization = "ce-organization"
	headerSubject      = "ce-subject"
	headerCompartment  = "ce-compartment"
	metadataDelivery   = "delivery"
	metadataArrived    = "received-subject"
)

// IntakeRoute is the name of the durable consumer that takes requests out of INTAKE.
const IntakeRoute = "intake"

// deliveriesMax is how often a message is tried before it becomes a dead letter.
const deliveriesMax = 8

// pause is how long a message waits for a database that is down before it asks again.
const pause = 250 * time.Millisecond

// Reactions connect the bus with the table: each route takes its events and sends its command.
type Reactions struct {
	Desk      *Desk
	Table     []workflows.Route
	Delivered func(Delivery) // hears how each delivery ended; nil where nobody counts
	Log       *slog.Logger
}

// Attach adds one handler per route, and one for INTAKE, to a Watermill router.
func (r *Reactions) Attach(router *message.Router, events, intake message.Subscriber) {
	router.AddMiddleware(middleware.CorrelationID, r.lastResort, middleware.Recoverer)
	for _, route := range r.Table {
		router.AddConsumerHandler(route.Name, route.Name, events, func(m *message.Message) error {
			ended, err := r.react(route, m)
			if err == nil {
				r.tell(route.Name, m, ended)
			}
			return err
		})
	}
	router.AddConsumerHandler(IntakeRoute, IntakeRoute, intake, func(m *message.Message) error {
		err := r.takeIn(m)
		if err == nil {
			r.tell(IntakeRoute, m, Done)
		}
		return err
	})
}

// react sends a route's command because of one event, and says how that ended.
func (r *Reactions) react(route workflows.Route, m *message.Message) (ended Ended, err error) {
	event, err := workflows.Decode(m.Metadata.Get(headerType), m.Payload)
	if err != nil {
		return "", domain.Because(err, domain.Invalid, "The message is not an event of ours.")
	}
	id, err := uuid.Parse(m.UUID)
	if err != nil {
		return "", domain.Because(err, domain.Invalid, "The message has no id of ours.")
	}
	stream, err := uuid.Parse(m.Metadata.Get(headerSubject))
	if err != nil {
		return "", domain.Because(err, domain.Invalid, "The message names no case.")
	}
	organization := m.Metadata.Get(headerOrganization)
	message := Message{
		Organization: organization, Compartment: domain.Compartment(m.Metadata.Get(headerCompartment)), Workflow: route.Workflow, Stream: stream, Command: route.Command, Actor: "route:" + route.Name, Cause: id, Route: route.Name,
	}
	if route.From != nil {
		message.Command = route.From(stream, event)
	}
	err = r.patiently(m.Context(), func(ctx context.Context) (err error) {
		switch route.To {
		case workflows.WaitingForFund:
			ended, err = r.toWaiting(ctx, event, message)
			return err
		case workflows.Elsewhere:
			ended, err = r.elsewhere(ctx, event, message)
			return err
		case workflows.SameCase:
		}
		ended, err = r.send(ctx, message)
		return err
	})
	return ended, err
}

// send has one message handled, and tells the first time from the next.
func (r *Reactions) send(ctx context.Context, m Message) (Ended, error) {
	result := r.Desk.Lanes.Do(ctx, m)
	return endedBy(result), result.Err
}

// elsewhere sends the command to the stream that the event names, and opens one that is not there yet.
func (r *Reactions) elsewhere(ctx context.Context, event domain.Event, m Message) (Ended, error) {
	of, ok := event.(domain.Elsewhere)
	if !ok {
		return "", domain.Errorf(domain.Invalid, "The event names no other stream.")
	}
	beside := m.Stream
	if m.Stream = of.Leads(); m.Stream == uuid.Nil {
		return Idle, nil
	}
	if opens := kinds[m.Workflow].beside; opens != nil && opens(m.Command) {
		if err := r.Desk.openBeside(ctx, beside, workflows.Find(workflowOf(event)), &m); err != nil {
			return "", err
		}
	}
	if opens := kinds[m.Workflow].opens; opens != nil {
		if err := opens(ctx, r.Desk, m); err != nil {
			return "", err
		}
	}
	if prepares := kinds[m.Workflow].prepares; prepares != nil {
		command, err := prepares(ctx, r.Desk, m)
		if err != nil {
			return "", err
		}
		m.Command = command
	}
	return r.send(ctx, m)
}

func workflowOf(e domain.Event) string {
	workflow, _, _ := strings.Cut(e.EventType(), ".")
	return workflow
}

// Referred is what the desk wrote itself of a family that has not been told yet, so that it knows whom it is asked about.
type Referred struct {
	Family string `json:"family"`
	Area   string `json:"area"`
}

// openBeside prepares a stream beside a case: it shares the case's reference and program, lies in a compartment of its own, and has its own key.
func (d *Desk) openBeside(ctx context.Context, beside uuid.UUID, from workflows.Workflow, m *Message) error {
	scope := store.Scope{Organization: m.Organization, Compartments: []domain.Compartment{from.Compartment}}
	var of store.Case
	var answers programs.Answers
	opens, refers := m.Command.(referral.Open)
	if err := d.Handler.Store.Decide(ctx, scope, func(tx store.Tx) (err error) {
		if of, err = d.Handler.Store.CaseByID(ctx, tx, beside); err == nil && refers && !opens.Notified {
			answers, err = d.answers(ctx, tx, of)
		}
		return err
	}); err != nil {
		return err
	}
	keyID := d.Handler.NewID()
	key, wrapped, err := d.keysOf(m.Organization).NewDataKey(keyID)
	if err != nil {
		return fmt.Errorf("make data key: %w", err)
	}
	m.Opens = &store.NewCase{
		ID: m.Stream, Workflow: m.Workflow, Program: of.Program, Version: of.ProgramVersion, Reference: of.Reference, Language: of.Language, Channel: of.Channel,
		KeyID: keyID, ReceivedAt: of.ReceivedAt, Beside: beside,
	}
	m.Keys = []store.DataKey{{ID: keyID, Wrapped: wrapped}}
	if support.Asker(answers.Text("who_is_asking")) == support.AskDesk { // its own words alone, and what it still has to answer for
		referred := Referred{Family: answers.Text("family_contact_name"), Area: answers.Text("area")}
		text, err := sealedText(key, m.Stream, keyID, referral.Written(beside), "referred", referred, of.ReceivedAt)
		if err != nil {
			return err
		}
		m.Texts = append(m.Texts, text)
	}
	if w := workflows.Find(m.Workflow); w.Compartment == domain.Desk {
		m.Receipts = []store.Receipt{{Reference: of.Reference, CaseID: m.Stream, At: of.ReceivedAt}}
	}
	return nil
}

// toWaiting sends the command to each case that waits for the event's fund, in the order in which they may go on.
func (r *Reactions) toWaiting(ctx context.Context, event domain.Event, m Message) (Ended, error) {
	of, ok := event.(domain.OfFund)
	if !ok {
		return "", domain.Errorf(domain.Invalid, "The event names no fund.")
	}
	scope := store.Scope{Organization: m.Organization, Compartments: []domain.Compartment{m.compartment()}}
	waiting, err := r.Desk.Handler.Store.Waiting(ctx, scope, of.FundKey())
	if err != nil {
		return "", err
	}
	cause, ended := m.Cause, Idle
	for len(waiting) > 0 {
		var batch []Message
		for _, w := range waiting[:min(BatchMax, len(waiting))] {
			m.Stream, m.Cause = w.ID, uuid.NewSHA1(cause, w.ID[:])
			batch = append(batch, m)
		}
		waiting = waiting[len(batch):]
		for _, result := range r.Desk.Handler.Handle(ctx, batch) {
			if result.Err != nil {
				return "", result.Err
			}
			if ended != Done {
				ended = endedBy(result)
			}
		}
	}
	return ended, nil
}

// takeIn records a request that waited in INTAKE.
func (r *Reactions) takeIn(m *message.Message) error {
	organization, program := m.Metadata.Get("organization"), m.Metadata.Get("program")
	return r.patiently(m.Context(), func(ctx context.Context) error { return r.Desk.Recover(ctx, organization, program, m.Payload) })
}

// patiently keeps a message while the database is down and goes on as soon as it is back: an outage is nobody's fault and
// makes no dead letters.
func (r *Reactions) patiently(ctx context.Context, f func(context.Context) error) error {
	for {
		err := f(ctx)
		if domain.CodeOf(err) != domain.Unavailable {
			return err
		}
		wait := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			wait.Stop()
			return err
		case <-wait.C:
		}
	}
}

// lastResort decides what becomes of a message that failed: another try later, or the dead letters, where a person looks.
func (r *Reactions) lastResort(next message.HandlerFunc) message.HandlerFunc {
	return func(m *message.Message) ([]*message.Message, error) {
		produced, err := next(m)
		if err == nil {
			return produced, nil
		}
		delivery, _ := strconv.Atoi(m.Metadata.Get(metadataDelivery))
		if disposition(domain.CodeOf(err)) == retry && delivery < deliveriesMax {
			r.Log.Warn("message will be tried again", "route", message.HandlerNameFromCtx(m.Context()), "message", m.UUID, "delivery", delivery, "code", domain.CodeOf(err))
			r.tell(message.HandlerNameFromCtx(m.Context()), m, Failed)
			return nil, err
		}
		route := message.HandlerNameFromCtx(m.Context())
		if err := r.Bury(m.Context(), route, m.UUID, m.Metadata.Get(metadataArrived), m.Metadata, m.Payload, delivery, err); err != nil {
			return nil, err
		}
		r.tell(route, m, GivenUp)
		return nil, nil
	}
}

// Bury makes a dead letter. The reason kept is the code's and our own words, never what the message holds.
func (r *Reactions) Bury(ctx context.Context, route, id, subject string, headers any, body []byte, attempts int, reason error) error {
	encoded, err := json.Marshal(headers)
	if err != nil {
		return fmt.Errorf("encode headers: %w", err)
	}
	code := domain.CodeOf(reason)
	r.Log.Error("message is a dead letter now", "route", route, "message", id, "code", code, "attempts", attempts)
	h := r.Desk.Handler
	return h.Store.Bury(ctx, store.DeadLetter{
		ID: h.NewID(), Organization: organizationOf(encoded, subject), Route: route, MessageID: id, Subject: subject, Headers: encoded, Body: body, Code: string(code), Reason: reasonOf(reason), Attempts: attempts, At: h.Now(),
	})
}

// reasonOf is what an operator may read of an error: the sentence for people, or the kind of failure.
func reasonOf(err error) string {
	if domain.CodeOf(err) == domain.Internal {
		return "a fault in the program; its log names it by the message's id"
	}
	return domain.MessageOf(err)
}

// Retry handles a dead letter once more, at an operator's wish, and settles it when that helped.
func (r *Reactions) Retry(ctx context.Context, d store.DeadLetter) error {
	if err := r.again(ctx, d); err != nil {
		return err
	}
	h := r.Desk.Handler
	return h.Store.SettleDeadLetter(ctx, d.ID, h.Now(), "retried", "")
}

func (r *Reactions) again(ctx context.Context, d store.DeadLetter) error {
	headers := map[string]string{}
	if err := json.Unmarshal(d.Headers, &headers); err != nil {
		return domain.Because(err, domain.Invalid, "The message cannot be read; it can only be dropped.")
	}
	m := message.NewMessage(d.MessageID, d.Body)
	m.Metadata = headers
	m.SetContext(ctx)
	switch d.Route {
	case IntakeRoute:
		return r.Desk.Recover(ctx, headers["organization"], headers["program"], d.Body)
	case timerRoute:
		return r.fireAgain(ctx, headers)
	}
	for _, route := range r.Table {
		if route.Name == d.Route {
			_, err := r.react(route, m)
			return err
		}
	}
	return domain.Errorf(domain.NotFound, "No route has that name any more; the message can only be dropped.")
}

// fireAgain sends the command of a timer that was taken away.
func (r *Reactions) fireAgain(ctx context.Context, headers map[string]string) error {
	stream, err := uuid.Parse(headers["case"])
	if err != nil {
		return domain.Because(err, domain.Invalid, "The timer names no case.")
	}
	command, known := workflows.Find(headers["workflow"]).TimedCommand(headers["command"])
	if !known {
		return domain.Errorf(domain.NotFound, "No workflow knows this timer's command.")
	}
	return r.Desk.Lanes.Do(ctx, Message{
		Organization: headers["organization"], Compartment: domain.Compartment(headers["compartment"]), Workflow: headers["workflow"], Stream: stream, Command: command, Actor: "timer", Cause: r.Desk.Handler.NewID(),
	}).Err
}
