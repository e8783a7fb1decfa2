package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
)

// DraftDays is for how many whole days after the last save a draft is kept.
const DraftDays = 14

// DraftKind begins the reference of what was saved and not sent.
const DraftKind = "DR"

const (
	draftsEvery      = time.Minute
	draftLinksAtOnce = 16
)

// DraftReceipt is the paper whose secret opens a draft. It is another one than a request's, so that neither opens the other.
func DraftReceipt(reference string) string { return reference + "/draft" }

// KeptDraft is a draft as whoever saved it is told of it.
type KeptDraft struct {
	Reference, Token string
	Until            time.Time // it is purged then; the day before is the last one
}

// KeepDraft seals what was typed under a key of its own and keeps it for DraftDays days, in place of what was kept for the same key of the form
// before. Unavailable: nothing was kept.
func (d *Desk) KeepDraft(ctx context.Context, p programs.Program, key, language string, typed []byte) (KeptDraft, error) {
	scope, keys, now := scopeOf(p), d.keysOf(p.Organization), d.Handler.Now().UTC().Truncate(time.Microsecond)
	hash := requestKey(keys, p.Key, key)
	within, cancel := context.WithTimeout(ctx, recordAtMost)
	defer cancel()
	reference, err := d.Handler.Store.DraftReference(within, scope, hash)
	if err == nil && reference == "" {
		reference, err = d.References.Take(within, DraftKind)
	}
	if err != nil {
		return KeptDraft{}, err
	}
	id := d.Handler.NewID()
	dataKey, wrapped, err := keys.NewDataKey(id)
	if err != nil {
		return KeptDraft{}, fmt.Errorf("make data key: %w", err)
	}
	sealed, err := dataKey.Seal(draftContext(reference), typed)
	if err != nil {
		return KeptDraft{}, fmt.Errorf("seal draft: %w", err)
	}
	o, _ := d.Handler.Programs.Catalog.Organization(p.Organization)
	kept := KeptDraft{Reference: reference, Token: d.Keys.Receipt(DraftReceipt(reference)), Until: keptUntil(now, o.Location())}
	return kept, d.Handler.Store.KeepDraft(within, store.Draft{
		Reference: reference, Organization: p.Organization, Compartment: scope.Compartments[0], Program: p.Key, Language: language, KeyID: id, KeyHash: hash,
		Wrapped: wrapped, Sealed: sealed, SavedAt: now, ExpiresAt: kept.Until,
	})
}

// keptUntil is the midnight that ends the last day on which a draft is kept, so that the day that people are told is true to its end.
func keptUntil(now time.Time, zone *time.Location) time.Time {
	now = now.In(zone)
	return time.Date(now.Year(), now.Month(), now.Day()+DraftDays+1, 0, 0, 0, 0, zone).UTC()
}

func draftContext(reference string) string { return "draft/" + reference }

// OpenDraft gives what was typed into a draft; NotFound when it is gone.
func (d *Desk) OpenDraft(ctx context.Context, reference string) (of store.Draft, typed []byte, err error) {
	within, cancel := context.WithTimeout(ctx, recordWithin)
	defer cancel()
	if of, err = d.Handler.Store.OpenDraft(within, reference, d.Handler.Now()); err != nil {
		return of, nil, err
	}
	key, err := d.keysOf(of.Organization).OpenDataKey(of.KeyID, of.Wrapped)
	if err != nil {
		return of, nil, err
	}
	typed, err = key.Open(draftContext(reference), of.Sealed)
	return of, typed, err
}

// ForgetDraft erases the draft of a request that was answered as a repetition, and so was not recorded with it once more.
func (d *Desk) ForgetDraft(ctx context.Context, p programs.Program, key string) error {
	scope := scopeOf(p)
	reference, err := d.Handler.Store.DraftReference(ctx, scope, requestKey(d.keysOf(p.Organization), p.Key, key))
	if err != nil || reference == "" {
		return err
	}
	return d.Handler.Store.EraseDraft(ctx, scope, reference)
}

// draftLink is where a draft's link goes.
type draftLink struct {
	Channel notify.Channel `json:"channel"`
	To      string         `json:"to"`
}

// SendDraftLink has a draft's link sent to an address that is kept, sealed, until that is done. Rejected: it was sent too often.
func (d *Desk) SendDraftLink(ctx context.Context, of store.Draft, channel notify.Channel, to string) error {
	plain, err := json.Marshal(draftLink{channel, to})
	if err != nil {
		return fmt.Errorf("encode link: %w", err)
	}
	link, err := d.keysOf(of.Organization).SealForm(draftContext(of.Reference), plain)
	if err != nil {
		return fmt.Errorf("seal link: %w", err)
	}
	asked, err := d.Handler.Store.AskDraftLink(ctx, of, link, d.Handler.Now())
	if err == nil && !asked {
		err = domain.Errorf(domain.Rejected, "This link was sent several times already. Please write down the reference and the code.")
	}
	return err
}

// Drafts purges what was saved and not sent when its time is over.
type Drafts struct {
	Desk *Desk
	Log  *slog.Logger
}

// Run purges until ctx ends.
func (d *Drafts) Run(ctx context.Context) {
	tick := time.NewTicker(draftsEvery)
	defer tick.Stop()
	for {
		if err := d.Purge(ctx); err != nil && ctx.Err() == nil {
			d.Log.Debug("drafts wait", "reason", domain.CodeOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Purge erases the drafts whose time is over now.
func (d *Drafts) Purge(ctx context.Context) error {
	purged, err := d.Desk.Handler.Store.PurgeDrafts(ctx, d.Desk.Handler.Now())
	if purged > 0 {
		d.Log.Info("drafts purged", "count", purged)
	}
	return err
}

// SendDraftLinks sends the links of drafts that were asked for.
func (n *Notices) SendDraftLinks(ctx context.Context) error {
	h := n.Desk.Handler
	for ctx.Err() == nil {
		due, err := h.Store.TakeDraftLinks(ctx, h.Now(), h.Now().Add(2*noticeSendBound), draftLinksAtOnce)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, d := range due {
			if err := n.sendDraftLink(ctx, d); err != nil {
				n.Log.Warn("the link of a draft will be tried again", "attempt", d.LinkAttempts, "reason", domain.CodeOf(err))
			}
		}
	}
	return ctx.Err()
}

// sendDraftLink sends one and forgets where it went.
func (n *Notices) sendDraftLink(ctx context.Context, d store.DueDraftLink) error {
	scope := store.Scope{Organization: d.Organization, Compartments: []domain.Compartment{d.Compartment}}
	sealed, err := n.Desk.Handler.Store.DraftLink(ctx, scope, d.Reference)
	if domain.CodeOf(err) == domain.NotFound {
		return nil // it was erased, or somebody else has sent it
	}
	if err != nil {
		return err
	}
	if err := n.deliverDraftLink(ctx, d, sealed); err != nil && !refusedForGood(err) && d.LinkAttempts < noticeTriesMax {
		return err
	}
	return n.Desk.Handler.Store.SettleDraftLink(context.WithoutCancel(ctx), scope, d.Reference, sealed)
}

func (n *Notices) deliverDraftLink(ctx context.Context, d store.DueDraftLink, sealed []byte) error {
	keys := n.Desk.keysOf(d.Organization)
	plain, err := keys.OpenForm(draftContext(d.Reference), sealed)
	if err != nil {
		return err
	}
	var to draftLink
	if err := json.Unmarshal(plain, &to); err != nil {
		return err
	}
	if to.Channel == notify.SMS {
		hash := keys.Lookup("contact", to.To)
		out, err := n.Desk.Handler.Store.OptedOut(ctx, d.Organization, [][]byte{hash})
		if err != nil || out[string(hash)] {
			return err // whoever said STOP is not written to, whoever asks
		}
	}
	within, cancel := context.WithTimeout(ctx, noticeSendBound)
	defer cancel()
	return n.Sender.Send(within, n.composeDraftLink(d, to, sealed))
}

// composeDraftLink names neither program nor organization: whoever else reads the message learns that a form was begun.
func (n *Notices) composeDraftLink(d store.DueDraftLink, to draftLink, sealed []byte) notify.Message {
	link := n.PublicURL + "/d/" + d.Reference + "/" + n.Desk.Keys.Receipt(DraftReceipt(d.Reference))
	o, _ := n.Desk.Handler.Programs.Catalog.Organization(d.Organization)
	last := d.ExpiresAt.In(o.Location()).Add(-time.Minute)
	day := words.Say(d.Language, "date.day_of_year", words.Say(d.Language, fmt.Sprintf("weekday.%d", last.Weekday())),
		words.Say(d.Language, fmt.Sprintf("month.%d", last.Month())), last.Day(), last.Year())
	m := notify.Message{Key: uuid.NewSHA1(uuid.NameSpaceOID, sealed), At: n.Desk.Handler.Now(), Channel: to.Channel, To: to.To, Links: []string{link}}
	if to.Channel == notify.SMS {
		m.Text = notify.GSM7(words.Say(d.Language, "draft.sms", link, day))
		return m
	}
	m.Subject, m.Text = words.Say(d.Language, "draft.subject"), words.Say(d.Language, "draft.email", link, day)
	return m
}
