package handlers

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
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
	outcomeRefused   = "refused" // every channel there is refused the address
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
		if err := n.SendDraftLinks(ctx); err != nil && ctx.Err() == nil {
			n.Log.Debug("links of drafts wait", "reason", domain.CodeOf(err))
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
		done, err := n.deliver(ctx, notice, to[i])
		if err != nil {
			return settled, errors.Join(err, settle())
		}
		if done.Outcome == "" {
			continue
		}
		if err := n.haveCalled(ctx, notice, to[i], done.Outcome); err != nil {
			return settled, errors.Join(err, settle())
		}
		done.WaitingNotice, done.At = notice, h.Now()
		sent = append(sent, done)
		if h.Now().Sub(sent[0].At) > settleWithin {
			if err := settle(); err != nil {
				return settled, err
			}
		}
	}
	return settled, settle()
}

// deliver sends one message by the first channel that takes it, and says what became of it; an empty outcome when it has to be tried again, or waits
// for its hours.
func (n *Notices) deliver(ctx context.Context, notice store.WaitingNotice, to address) (store.SettledNotice, error) {
	within, cancel := context.WithTimeout(ctx, noticeSendBound)
	defer cancel()
	err := to.err
	outcome := outcomeNoChannel
	if err == nil {
		for _, channel := range n.channels(notice, to) {
			if waits, err := n.waits(ctx, notice, to, channel); waits || err != nil {
				return store.SettledNotice{}, err
			}
			m := n.compose(notice, to, channel)
			if err = n.Sender.Send(within, m); err == nil {
				done := store.SettledNotice{Outcome: outcomeSent, Channel: string(channel)}
				if channel == notify.SMS {
					done.Key = m.Key // of e-mail nobody reports, and a key costs an index entry
				}
				return done, nil
			}
			if !refusedForGood(err) {
				break
			}
			err, outcome = nil, outcomeRefused
		}
	}
	switch {
	case err == nil:
		return store.SettledNotice{Outcome: outcome}, nil
	case notice.Attempts >= noticeTriesMax:
		n.Log.Error("notice given up", "case", notice.CaseID, "template", notice.Template)
		return store.SettledNotice{Outcome: outcomeGaveUp}, nil
	}
	n.Log.Warn("notice will be tried again", "case", notice.CaseID, "template", notice.Template, "attempt", notice.Attempts)
	return store.SettledNotice{}, nil
}

// refusedForGood tells that a channel will never take a message to that address.
func refusedForGood(err error) bool {
	var refused *notify.RefusedError
	return errors.As(err, &refused) && !refused.Setup
}

// haveCalled leaves it to a person to telephone a family that no message reaches. What the family has just read on its screen
// needs no call, and where somebody was reached before nobody may be called.
func (n *Notices) haveCalled(ctx context.Context, notice store.WaitingNotice, to address, outcome string) error {
	if notice.Template == "dispatch" && outcome != outcomeSent {
		return n.passOver(ctx, notice)
	}
	need := kinds[to.about.Workflow].needCall
	if need == nil || !notice.Requester && !notice.Relative || outcome == outcomeSent || notice.Template == "received" || notice.Template == workflows.ToFormer {
		return nil
	}
	return n.Desk.Lanes.Do(ctx, Message{
		Organization: notice.Organization, Compartment: notice.Compartment, Workflow: to.about.Workflow, Stream: notice.CaseID, Command: need(notice.Template),
		Actor: "messenger", Cause: uuid.NewSHA1(notice.Cause, []byte(notice.Template)), Route: "notices",
	}).Err
}

// passOver has the next one asked at once when a call-out reaches nobody: silence would only cost the family time.
func (n *Notices) passOver(ctx context.Context, notice store.WaitingNotice) error {
	err := n.Desk.Lanes.Do(ctx, Message{
		Organization: notice.Organization, Workflow: "support", Stream: notice.CaseID, Command: support.Pass{Who: support.Who{By: notice.Recipient, As: domain.RoleMinister}},
		Actor: "messenger", Cause: uuid.NewSHA1(notice.Cause, append(notice.Recipient[:], "unreached"...)), Route: "notices",
	}).Err
	if code := domain.CodeOf(err); code == domain.Conflict || code == domain.Forbidden {
		return nil // they answered another way, or the case went on
	}
	return err
}

// channels are the ways by which a message can go, the best first. What calls somebody out goes to their telephone first.
func (n *Notices) channels(notice store.WaitingNotice, to address) (ways []notify.Channel) {
	order := []notify.Channel{notify.Email, notify.SMS}
	if strings.HasPrefix(notice.Template, "dispatch") {
		order = []notify.Channel{notify.SMS, notify.Email}
	}
	for _, channel := range order {
		if to.on(channel) != "" && n.Sender.Reaches(channel) && !strings.Contains(notice.Refused, string(channel)+",") {
			ways = append(ways, channel)
		}
	}
	return ways
}

// compose writes a message for one channel.
func (n *Notices) compose(notice store.WaitingNotice, a address, channel notify.Channel) notify.Message {
	m := notify.Message{
		Key: uuid.NewSHA1(notice.Cause, append(notice.Recipient[:], notice.Template+notice.Refused...)), At: n.Desk.Handler.Now(), Channel: channel, To: a.on(channel),
	}
	if a.link != "" {
		m.Links = []string{a.link}
	}
	key, words := "notice."+notice.Template, func(key string) string { return words.Say(a.language, key, a.words...) }
	if channel == notify.SMS {
		m.Text = notify.GSM7(words(key + ".sms"))
		return m
	}
	m.Subject, m.Text = words(key+".subject"), words(key+".email")
	return m
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
