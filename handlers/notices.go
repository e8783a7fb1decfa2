package handlers

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
)

const (
	noticesAtOnce   = 64
	noticesEvery    = 500 * time.Millisecond
	noticeTriesMax  = 8
	noticeSendBound = 40 * time.Second

	settleWithin      = 50 * time.Millisecond
	noticeSettleBound = 10 * time.Second
)

// The outcomes of a notice that was settled without being sent.
const (
	outcomeSent      = "sent"
	outcomeNoChannel = "no safe channel" // nobody asked to be written to, or nothing is set up to write with
	outcomeGaveUp    = "gave up"
)

// Notices sends the messages that events cause, each once, without personal data.
type Notices struct {
	Desk      *Desk
	Sender    notify.Sender
	PublicURL string // what links begin with
	Log       *slog.Logger
}

// Run sends what waits until ctx ends.
func (n *Notices) Run(ctx context.Context) {
	tick := time.NewTicker(noticesEvery)
	defer tick.Stop()
	for {
		if _, err := n.Send(ctx); err != nil && ctx.Err() == nil {
			n.Log.Debug("notices wait", "reason", domain.CodeOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Send sends what is due now and returns how many messages were settled.
func (n *Notices) Send(ctx context.Context) (settled int, err error) {
	h := n.Desk.Handler
	for ctx.Err() == nil {
		taken, err := h.Store.TakeNotices(ctx, h.Now(), h.Now().Add(2*noticeSendBound), noticesAtOnce)
		if err != nil || len(taken) == 0 {
			return settled, err
		}
		done, err := n.sendAll(ctx, taken)
		settled += done
		if err != nil {
			return settled, err
		}
	}
	return settled, ctx.Err()
}

// sendAll sends messages one after the other and settles them in between: what was sent never stays unsettled for longer than
// settleWithin and the message after it, so that a crash repeats no more than that.
func (n *Notices) sendAll(ctx context.Context, taken []store.WaitingNotice) (settled int, err error) {
	h := n.Desk.Handler
	to := n.addresses(ctx, taken)
	var sent []store.SettledNotice
	settle := func() error {
		if len(sent) == 0 {
			return nil
		}
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), noticeSettleBound)
		defer cancel()
		if err := h.Store.SettleNotices(within, sent); err != nil {
			return err
		}
		settled += len(sent)
		sent = sent[:0]
		return nil
	}
	for i, notice := range taken {
		if ctx.Err() != nil {
			break
		}
		outcome := n.deliver(ctx, notice, to[i])
		if outcome == "" {
			continue
		}
		if err := n.haveCalled(ctx, notice, outcome); err != nil {
			return settled, errors.Join(err, settle())
		}
		sent = append(sent, store.SettledNotice{WaitingNotice: notice, At: h.Now(), Outcome: outcome})
		if h.Now().Sub(sent[0].At) > settleWithin {
			if err := settle(); err != nil {
				return settled, err
			}
		}
	}
	return settled, settle()
}

// deliver sends one message and says what became of it; empty when it has to be tried again.
func (n *Notices) deliver(ctx context.Context, notice store.WaitingNotice, to address) string {
	within, cancel := context.WithTimeout(ctx, noticeSendBound)
	defer cancel()
	m, reachable, err := n.compose(notice, to)
	if err == nil && !reachable {
		return outcomeNoChannel
	}
	if err == nil {
		err = n.Sender.Send(within, m)
	}
	switch {
	case err == nil:
		return outcomeSent
	case notice.Attempts >= noticeTriesMax:
		n.Log.Error("notice given up", "case", notice.CaseID, "template", notice.Template)
		return outcomeGaveUp
	}
	n.Log.Warn("notice will be tried again", "case", notice.CaseID, "template", notice.Template, "attempt", notice.Attempts)
	return ""
}

// haveCalled leaves it to a clerk to telephone a family that no message reaches. What the family has just read on its screen
// needs no call.
func (n *Notices) haveCalled(ctx context.Context, notice store.WaitingNotice, outcome string) error {
	if !notice.Requester || outcome == outcomeSent || notice.Template == "received" {
		return nil
	}
	return n.Desk.Lanes.Do(ctx, Message{
		Organization: notice.Organization, Workflow: "welfare", Stream: notice.CaseID, Command: welfare.NeedCall{Say: notice.Template},
		Actor: "messenger", Cause: uuid.NewSHA1(notice.Cause, []byte(notice.Template)), Route: "notices",
	}).Err
}

// compose writes a message, and finds the way by which it goes.
func (n *Notices) compose(notice store.WaitingNotice, a address) (m notify.Message, reachable bool, err error) {
	to, language, link := a.contact, a.language, a.link
	if a.err != nil {
		return notify.Message{}, false, a.err
	}
	m = notify.Message{
		Key: uuid.NewSHA1(notice.Cause, append(notice.Recipient[:], notice.Template...)), At: n.Desk.Handler.Now(), Links: []string{link},
		Subject: words.Say(language, "notice."+notice.Template+".subject"), Text: words.Say(language, "notice."+notice.Template+".email", link),
	}
	switch {
	case to.Email != "" && n.Sender.Reaches(notify.Email):
		m.Channel, m.To = notify.Email, to.Email
	case to.Phone != "" && n.Sender.Reaches(notify.SMS):
		m.Channel, m.To, m.Subject, m.Text = notify.SMS, to.Phone, "", words.Say(language, "notice."+notice.Template+".sms", link)
	default:
		return m, false, nil
	}
	return m, true, nil
}

// answers opens what a case's requester wrote; NotFound when it was erased.
func (d *Desk) answers(ctx context.Context, tx store.Tx, of store.Case) (programs.Answers, error) {
	texts, err := d.Handler.Store.Texts(ctx, tx, []uuid.UUID{of.ID})
	if err != nil {
		return nil, err
	}
	for _, t := range texts {
		if t.Kind != "answers" {
			continue
		}
		key, err := d.keysOf(of.Organization).OpenDataKey(t.KeyID, t.Wrapped)
		if err != nil {
			return nil, err
		}
		return openAnswers(key, of.ID, t.Sealed)
	}
	return nil, erased()
}

// safeContact leaves the telephone out unless the family said that texts to it are safe.
func safeContact(a programs.Answers) Contact {
	c := Contact{Email: a.Text("contact_email")}
	if safe, _ := a.Bool("safe_to_text"); safe {
		c.Phone = a.Text("contact_phone")
	}
	return c
}
