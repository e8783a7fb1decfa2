package application

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// HashOf tells exact texts apart: the first half of their SHA-256, in hex.
func HashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:len(sum)/2])
}

// SignedIn tells whether a consent may be signed in a language: its text there was reviewed by somebody who speaks it.
func (c Consent) SignedIn(language string) bool {
	return c.Text[language] != "" && slices.Contains(c.Reviewed, language)
}

// hash is that of the text in a language.
func (c Consent) hash(language string) string { return HashOf(c.Text[language]) }

// applies tells whether a consent concerns whoever takes part.
func (c Consent) applies(minor bool) bool { return c.Signer != SignGuardian || minor }

// Consents lists those that concern whoever takes part, as they are signed today.
func (s State) Consents(texts []Consent) []Consent {
	return slices.DeleteFunc(slices.Clone(texts), func(c Consent) bool { return !c.applies(s.Minor) })
}

// MaySign tells whether a contact's signature counts: a guardian's for a minor, one's own otherwise.
func (s State) MaySign(c Contact) bool {
	if s.Minor {
		return c.signs()
	}
	return !c.Barred && c.Relation == Self
}

// firstSignatures are the consents that were signed with the form, and those that are still awaited.
func firstSignatures(r Rules, c Submit) []domain.Event {
	var events []domain.Event
	for _, consent := range r.Consents {
		if !consent.applies(c.Minor) {
			continue
		}
		i := slices.IndexFunc(c.Signed, func(g Signature) bool { return g.Consent == consent.Key })
		if i >= 0 && consent.SignedIn(c.Signed[i].Language) && consent.hash(c.Signed[i].Language) == c.Signed[i].Hash {
			g := c.Signed[i]
			signed := ConsentSigned{Consent: g.Consent, Hash: g.Hash, Language: g.Language, Signer: g.By, At: g.At}
			for _, contact := range c.Contacts {
				if contact.ID == g.By {
					signed.Relation = contact.Relation
				}
			}
			if (State{Minor: c.Minor}).MaySign(Contact{Relation: signed.Relation}) {
				if c.Filler == ByStaff {
					signed.By = c.By
				}
				events = append(events, signed)
				continue
			}
		}
		if consent.Required {
			events = append(events, ConsentAsked{Consent: consent.Key})
		}
	}
	return events
}

// decideConsent is about signatures.
func decideConsent(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Sign:
		return sign(s, c, at)
	case Unsign:
		return unsign(s, c)
	case Interpret:
		if err := family(s, c.Who); err != nil {
			return nil, err
		}
		if !s.open() {
			return nil, settled(s)
		}
		return interpret(s, c)
	case AskAgain:
		return askAgain(s, c.Facts.Texts), nil
	default:
		return nil, unknown(c)
	}
}

// OtherLanguage stands for one that is not in the list of Languages.
const OtherLanguage = "other"

// Languages are the tags of those for which a family can ask for an interpreter by a word, BCP 47. Every other one is written, and lies sealed.
func Languages() []string {
	return []string{"ar", "ase", "bs", "en", "es", "fr", "prs", "ps", "ru", "so", "sw", "uk", "vi", "zh"}
}

// interpret asks for a call with an interpreter. A call that waits already goes on waiting for its own reason, and with this interpreter.
func interpret(s State, c Interpret) ([]domain.Event, error) {
	other := c.Language == OtherLanguage
	switch {
	case !other && !slices.Contains(Languages(), c.Language), other != (c.Other != uuid.Nil):
		return nil, domain.Errorf(domain.Invalid, "Please choose a language, or write which. Nothing was recorded.")
	case s.ToCall && s.Speaks == c.Language && !other:
		return nil, nil
	}
	say := sayInterpreter
	if s.ToCall && s.CallFor != "" {
		say = s.CallFor
	}
	return []domain.Event{CallNeeded{Say: say, Language: c.Language, Other: c.Other}}, nil
}

// sayInterpreter is why somebody has to call.
const sayInterpreter = "interpreter"

// sayGuardian is why somebody has to call when a minor applied alone: whoever is responsible may not know.
const sayGuardian = "guardian"

// sayUnsigned is why somebody has to call when the first day has come without a signature.
const sayUnsigned = "unsigned"

func sign(s State, c Sign, at time.Time) ([]domain.Event, error) {
	if err := family(s, c.Who); err != nil {
		return nil, err
	}
	if !s.open() {
		return nil, settled(s)
	}
	i := slices.IndexFunc(c.Facts.Texts, func(text Consent) bool { return text.Key == c.Consent && text.applies(s.Minor) })
	if i < 0 {
		return nil, missing()
	}
	text := c.Facts.Texts[i]
	signer, _ := s.Contact(c.Reader)
	if c.By != uuid.Nil && c.Reader == uuid.Nil {
		for _, contact := range s.Contacts { // read to them on the telephone
			if s.MaySign(contact) {
				signer = contact
				break
			}
		}
	}
	switch {
	case !s.MaySign(signer) && s.Minor:
		return nil, domain.Errorf(domain.Forbidden, "Only a parent or guardian can sign this. Nothing was signed.")
	case !s.MaySign(signer):
		return nil, domain.Errorf(domain.Forbidden, "Only whoever takes part can sign this. Nothing was signed.")
	case !text.SignedIn(c.Language):
		return nil, domain.Errorf(domain.Rejected, "This text has not been reviewed in that language, so it cannot be signed in it. Nothing was signed; an interpreter can call you and read it to you.")
	case text.hash(c.Language) != c.Hash:
		return nil, domain.Errorf(domain.Conflict, "The text has changed since this page was opened. Nothing was signed; please read the new text.")
	}
	if g, signed := s.Signature(c.Consent); signed && g.Hash == c.Hash && g.By == signer.ID {
		return nil, nil
	}
	return then(s, c.Facts, at, ConsentSigned{
		Consent: c.Consent, Hash: c.Hash, Language: c.Language, Signer: signer.ID, Relation: signer.Relation, By: c.By, At: at,
	}), nil
}

// unsign takes a signature back. Whoever has a place keeps it, and the program's people see that the signature is missing.
func unsign(s State, c Unsign) ([]domain.Event, error) {
	if err := family(s, c.Who); err != nil {
		return nil, err
	}
	g, signed := s.Signature(c.Consent)
	signer, _ := s.Contact(c.Reader)
	switch {
	case !s.open():
		return nil, settled(s)
	case !signed:
		return nil, domain.Errorf(domain.Conflict, "This is not signed. Nothing was changed.")
	case c.By == uuid.Nil && !s.MaySign(signer):
		return nil, domain.Errorf(domain.Forbidden, "Only a parent or guardian can take this back. Nothing was changed.")
	}
	events := []domain.Event{ConsentTaken{Consent: c.Consent, Signer: g.By}}
	for _, consent := range c.Facts.Texts {
		if consent.Key == c.Consent && consent.Required {
			events = append(events, ConsentAsked{Consent: c.Consent})
		}
	}
	return events, nil
}

// askAgain has everything signed anew whose text is no longer the one that was signed, and what is new and required.
func askAgain(s State, texts []Consent) []domain.Event {
	if !s.open() {
		return nil
	}
	var events []domain.Event
	for _, text := range s.Consents(texts) {
		g, signed := s.Signature(text.Key)
		if signed && text.hash(g.Language) == g.Hash || slices.Contains(s.Unsigned, text.Key) {
			continue
		}
		if signed || text.Required {
			events = append(events, ConsentAsked{Consent: text.Key})
		}
	}
	return events
}
