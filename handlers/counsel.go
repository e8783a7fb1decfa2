package handlers

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
)

// Counsel is what a minister writes down of what a family told them as their pastor. It is sealed for its author before it is stored. Nothing in
// this file may become an event, a log line, a metric or a part of an export.

const (
	counselMax      = 20_000 // characters of one note
	counselNotesMax = 300    // of one author in one case
	passphraseMax   = 1_000  // characters
)

// A person may try a passphrase this often at once, and one more time each interval after that. Each try costs half a second and 128 MiB.
const (
	triesBurst    = 8
	triesInterval = 2 * time.Minute
)

// Counsel is what can be known of a person's own notes in a case without opening them.
type Counsel struct {
	HasKey bool
	Writes bool // they are with the family now, or coordinate
	Notes  []CounselNote
}

// CounselNote tells when a note was written.
type CounselNote struct {
	ID uuid.UUID
	At time.Time
}

// Opened is a note that its author reads.
type Opened struct {
	At   time.Time
	Text string
	Shut bool // it does not open with its author's key: somebody altered it or put it there
}

// CounselState finds a person's key and own notes in a case. Forbidden: they are not with the family and wrote nothing here.
func (d *Desk) CounselState(ctx context.Context, who Person, of store.Case) (c Counsel, err error) {
	s := d.Handler.Store
	err = s.Read(ctx, who.Scope(), func(tx store.Tx) error {
		if c.HasKey, err = s.HasCounselKey(ctx, tx, who.ID); err != nil {
			return err
		}
		dates, err := s.CounselDates(ctx, tx, of.ID, who.ID)
		if err != nil {
			return err
		}
		for _, n := range dates {
			c.Notes = append(c.Notes, CounselNote{ID: n.ID, At: n.At})
		}
		c.Writes, err = d.standsBy(ctx, tx, who, of)
		return err
	})
	if err == nil && !c.Writes && len(c.Notes) == 0 {
		return c, domain.Errorf(domain.Forbidden, "Notes of counsel are for those who stand by this family. They open to you when you have accepted.")
	}
	return c, err
}

func (d *Desk) standsBy(ctx context.Context, tx store.Tx, who Person, of store.Case) (bool, error) {
	if of.Compartment != domain.Support || of.Beside != nil {
		return false, nil
	}
	engaged, err := d.Handler.Store.Engagements(ctx, tx, []uuid.UUID{of.ID})
	if err != nil {
		return false, err
	}
	for _, e := range engaged {
		if e.PersonID == who.ID && e.Standing && e.Until == nil && who.Has(domain.RoleMinister) {
			return true, nil
		}
	}
	return who.Has(domain.RoleCoordinator), nil
}

// MakeCounselKey makes a person's key, which is lost with its passphrase. Conflict: they have one. Invalid: the passphrase is weak.
func (d *Desk) MakeCounselKey(ctx context.Context, who Person, passphrase string) error {
	if err := checkLength("passphrase", passphrase); err != nil {
		return err
	}
	_, err := d.counselKey(ctx, who)
	switch domain.CodeOf(err) {
	case "":
		return domain.Errorf(domain.Conflict, "You have a key already. It opens with the passphrase that you chose then.")
	case domain.NotFound:
	default:
		return err
	}
	var k seal.CounselKey
	if err := d.try(who, func() (err error) {
		k, err = seal.NewCounselKey(passphrase)
		return err
	}); err != nil {
		return counselError(err, "passphrase")
	}
	return d.Handler.Store.AddCounselKey(ctx, who.Organization, who.ID, k, d.Handler.Now())
}

// ChangeCounselPassphrase keeps the key and every note. Invalid: the former passphrase is wrong, or the new one, in the field "next", is weak.
func (d *Desk) ChangeCounselPassphrase(ctx context.Context, who Person, former, next string) error {
	if err := errors.Join(checkLength("passphrase", former), checkLength("next", next)); err != nil {
		return err
	}
	k, err := d.counselKey(ctx, who)
	if err != nil {
		return noKey(err)
	}
	var changed seal.CounselKey
	if err := d.try(who, func() (err error) {
		changed, err = seal.ChangePassphrase(k, former, next)
		return err
	}); err != nil {
		return counselError(err, "next")
	}
	return d.Handler.Store.RewrapCounselKey(ctx, who.Organization, who.ID, k.Wrapped, changed.Wrapped)
}

// WriteCounsel seals a note for its author, which takes no passphrase. Conflict: they have no key yet, or the form that key stands for was sent
// before. Forbidden: they are not with the family.
func (d *Desk) WriteCounsel(ctx context.Context, who Person, of store.Case, key, text string) error {
	valid := utf8.ValidString(text) // cleaning hides what is not
	text = domain.CleanText(text)
	switch {
	case text == "":
		return fieldError("text", "Please write your note first.")
	case utf8.RuneCountInString(text) > counselMax:
		return fieldError("text", "Please keep one note below 20,000 characters. You can go on in a second one.")
	case !valid || domain.HasControl(text):
		return fieldError("text", "There is a character in this text that cannot be shown. Please type it again.")
	}
	c, err := d.CounselState(ctx, who, of)
	switch {
	case err != nil:
		return err
	case !c.Writes:
		return domain.Errorf(domain.Forbidden, "You are not with this family any more, so that nothing can be added here.")
	case len(c.Notes) >= counselNotesMax:
		return domain.Errorf(domain.Rejected, "There are %d notes of yours here, which is the most that one case takes.", counselNotesMax)
	}
	k, err := d.counselKey(ctx, who)
	if err != nil {
		return noKey(err)
	}
	// The id must not follow from the text: whoever guesses the text could try it.
	id := uuid.NewSHA1(of.ID, []byte("counsel "+who.ID.String()+" "+key))
	sealed, err := seal.SealCounsel(k.Recipient, counselContext(of.ID, id), []byte(text))
	if err != nil {
		return altered(err)
	}
	err = d.Handler.Store.AddCounselNote(ctx, of.Organization, of.ID, who.ID, store.CounselNote{ID: id, Sealed: sealed, At: d.Handler.Now()})
	if domain.CodeOf(err) == domain.Conflict {
		return domain.Because(err, domain.Conflict, "A note was sealed from this form already. If this is another one, or you changed it, seal it once more.")
	}
	return err
}

// ReadCounsel opens a person's own notes in a case, latest first. Invalid: the passphrase is wrong. RateLimited: it was wrong too often. What it
// gives is for one answer, and to be kept nowhere.
func (d *Desk) ReadCounsel(ctx context.Context, who Person, of store.Case, passphrase string) ([]Opened, error) {
	if err := checkLength("passphrase", passphrase); err != nil {
		return nil, err
	}
	k, err := d.counselKey(ctx, who)
	if err != nil {
		return nil, noKey(err)
	}
	var notes []store.CounselNote
	if err := d.Handler.Store.Read(ctx, who.Scope(), func(tx store.Tx) (err error) {
		notes, err = d.Handler.Store.CounselNotes(ctx, tx, of.ID, who.ID)
		return err
	}); err != nil {
		return nil, err
	}
	var counsel *seal.Counsel
	if err := d.try(who, func() (err error) {
		counsel, err = seal.Unlock(k, passphrase)
		return err
	}); err != nil {
		return nil, counselError(err, "passphrase")
	}
	opened := []Opened{}
	for _, n := range notes {
		text, err := counsel.Open(counselContext(of.ID, n.ID), n.Sealed)
		opened = append(opened, Opened{At: n.At, Text: string(text), Shut: err != nil})
	}
	return opened, nil
}

func counselContext(caseID, note uuid.UUID) string { return fmt.Sprintf("counsel/%s/%s", caseID, note) }

// counselKey finds the person's own key; NotFound when there is none.
func (d *Desk) counselKey(ctx context.Context, who Person) (k seal.CounselKey, err error) {
	err = d.Handler.Store.Read(ctx, who.Scope(), func(tx store.Tx) error {
		k, err = d.Handler.Store.CounselKey(ctx, tx, who.ID)
		return err
	})
	return k, err
}

func noKey(err error) error {
	if domain.CodeOf(err) == domain.NotFound {
		return domain.Because(err, domain.Conflict, "You have no key yet. Please make one first.")
	}
	return err
}

func checkLength(field, passphrase string) error {
	switch {
	case passphrase == "":
		return fieldError(field, "Please type your passphrase.")
	case utf8.RuneCountInString(passphrase) > passphraseMax:
		return fieldError(field, "Please keep the passphrase below 1,000 characters.")
	}
	return nil
}

// counselError puts what seal says into words. weak is the field of a new passphrase.
func counselError(err error, weak string) error {
	switch {
	case errors.Is(err, seal.ErrWeakPassphrase):
		return fieldError(weak, "Please choose a longer one, of at least 12 characters. Four words that have nothing to do with each other are easy to remember.")
	case errors.Is(err, seal.ErrWrongPassphrase):
		return fieldError("passphrase", "That is not your passphrase. Capital letters and spaces between words count.")
	case errors.Is(err, seal.ErrCannotOpen):
		return altered(err)
	}
	return err
}

// altered is what an author must be told: their key is not the one that they made.
func altered(err error) error {
	return domain.Because(err, domain.Conflict, "Your stored key is not as you made it: it was damaged or exchanged. "+
		"Please write nothing here until you have spoken about this with somebody you trust; notes written since could be read by whoever exchanged it.")
}

// tries are how often each person tried a passphrase that was wrong, or tries one now. It is for one process and forgets at its end: scrypt
// slows down whoever guesses, and this bounds what guessing takes from the others.
var tries = attempts{whole: map[attempt]time.Time{}}

type attempt struct {
	desk   *Desk
	person uuid.UUID
}

type attempts struct {
	mu    sync.Mutex
	whole map[attempt]time.Time // when all of a person's tries will be theirs again
}

// try does something with a passphrase unless the person has tried too often; a try whose passphrase was not wrong does not count.
func (d *Desk) try(who Person, with func() error) error {
	a := attempt{d, who.ID}
	if !tries.begin(a, d.Handler.Now()) {
		return domain.Errorf(domain.RateLimited, "That was tried too often. Your notes are safe; please wait a few minutes, then try again.")
	}
	err := with()
	if !errors.Is(err, seal.ErrWrongPassphrase) {
		tries.forgive(a)
	}
	return err
}

func (t *attempts) begin(a attempt, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for other, whole := range t.whole {
		if other.desk == a.desk && !whole.After(now) {
			delete(t.whole, other)
		}
	}
	whole, tried := t.whole[a]
	if !tried {
		whole = now
	}
	if whole.Sub(now) > (triesBurst-1)*triesInterval {
		return false
	}
	t.whole[a] = whole.Add(triesInterval)
	return true
}

func (t *attempts) forgive(a attempt) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.whole[a] = t.whole[a].Add(-triesInterval)
}
