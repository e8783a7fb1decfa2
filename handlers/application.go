package handlers

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/seal"
	"github.com/almoner/almoner/store"
)

// BriefText is the kind of sealed text that holds what is erased with the season.
const BriefText = "brief"

const (
	adult = 18 // years
	young = 13 // 16 CFR 312.2: a child
)

// applicationKind is an application's part in the handlers.
func applicationKind() kind {
	return kind{
		submit:     applicationSubmit,
		terms:      applicationTerms,
		brief:      newApplicationFacts,
		acts:       applicationActs,
		caseActs:   applicationCaseActs,
		familyActs: applicationFamilyActs,
		picture: func(p picture) domain.Command {
			return application.AddPicture{Who: application.Who{Reader: p.reader}, Picture: p.id, Data: p.data, Most: p.most}
		},
		reply:      func(answer uuid.UUID) domain.Command { return application.Answer{Answer: answer} },
		withdraw:   func() domain.Command { return application.Withdraw{} },
		needCall:   func(say string) domain.Command { return application.NeedCall{Say: say} },
		prepares:   applicationOnward,
		afterwards: true,
	}
}

func applicationTerms(c domain.Command, p programs.Program) domain.Command {
	return application.WithFacts(c, application.Facts{Rules: *p.Application, Texts: p.Application.Consents})
}

// daysOf are the dates that conditions look at.
func daysOf(r application.Rules, at time.Time, zone *time.Location) (application.Days, application.Term) {
	local := at.In(zone)
	days := application.Days{Today: time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)}
	if r.Season == nil {
		return days, application.Term{}
	}
	term, open := r.Season.Next(at, zone)
	if open {
		days.FirstDay = term.FirstDay
	}
	return days, term
}

// Judge tells what the answers fulfill, on the day that they are sent, and gives them back without those that only decide and are never kept.
func (p *Programs) Judge(program programs.Program, answers programs.Answers, at time.Time) ([]application.Finding, programs.Answers) {
	if program.Application == nil {
		return nil, answers
	}
	o, _ := p.Catalog.Organization(program.Organization)
	days, _ := daysOf(*program.Application, at, o.Location())
	return judged(program, answers, days)
}

func judged(program programs.Program, answers programs.Answers, days application.Days) ([]application.Finding, programs.Answers) {
	findings := program.Application.Evaluate(answers, days)
	kept := programs.Answers{}
	for key, value := range answers {
		if f, known := program.Form.Field(key); !known || f.Keep != programs.KeepForDecision {
			kept[key] = value
		}
	}
	return findings, kept
}

// applicationSubmit makes the command of an application. What serves the season is sealed apart from the answers, and so is the contact of each
// person who is written to.
func applicationSubmit(r requested, m *Message) domain.Command {
	rules := r.program.Application
	days, term := daysOf(*rules, r.ReceivedAt, r.zone)
	who := applicantOf(r.program, r.Answers, days.Today)
	c := application.Submit{
		Who: application.Who{By: r.EnteredBy, As: r.EnteredAs}, Program: r.Program, Version: r.Version, Open: r.program.Open, Channel: r.Channel, Language: r.Language,
		Filler: fillerOf(r, who.minor), Minor: who.minor, Young: who.young, Household: r.Household, Since: r.ReceivedAt, Placing: placing(r.Organization, r.Program, term),
		Findings: r.Findings, Answers: r.text, Options: options(*rules, r.Answers, who.born, term),
	}
	if c.Household == uuid.Nil {
		c.Household = uuid.NewSHA1(r.ID, []byte("household"))
	}
	for i, contact := range contactsOf(r.program, r.Answers, r.Language, c) {
		id := uuid.NewSHA1(r.ID, []byte{byte(i)})
		contact.Number = i
		if text, err := sealedText(r.key, r.ID, m.Opens.KeyID, id, RelativeText, contact.Contact, r.ReceivedAt); err == nil {
			m.Texts = append(m.Texts, text)
			c.Contacts = append(c.Contacts, application.Contact{ID: id, Relation: contact.relation, Silent: contact.silent()})
		}
		if i > 0 {
			m.Receipts = append(m.Receipts, store.Receipt{Reference: ContactReceipt(r.Reference, i), CaseID: r.ID, At: r.ReceivedAt})
		}
	}
	c.Brief = r.sealBrief(m)
	c.Signed = signatures(*rules, r, c)
	if reason := r.Reason; reason != "" {
		id := uuid.NewSHA1(r.ID, []byte("exception"))
		if text, err := sealedWords(r.key, r.ID, m.Opens.KeyID, id, "exception", reason, r.ReceivedAt); err == nil {
			m.Texts, c.Reason = append(m.Texts, text), id
		}
	}
	if rules.For == application.ForVolunteers && len(c.Contacts) > 0 {
		m.People, m.Keys = r.record(c.Contacts[0].ID, m)
	}
	name := plainName(r.Answers.Text(rules.Answers.Name))
	m.Opens.NameHash = r.keys.Lookup("name", name)
	m.Opens.ContactHash = r.keys.Lookup("applicant", name+" "+r.Answers.Text(rules.Answers.BirthDate))
	return c
}

type applicant struct {
	born         time.Time
	minor, young bool
}

func applicantOf(p programs.Program, a programs.Answers, today time.Time) applicant {
	born, err := time.Parse(time.DateOnly, a.Text(p.Application.Answers.BirthDate))
	if err != nil {
		return applicant{}
	}
	age := application.AgeOn(born, today)
	return applicant{born: born, minor: age < adult, young: age < young}
}

func fillerOf(r requested, minor bool) application.Filler {
	switch {
	case r.EnteredBy != uuid.Nil:
		return application.ByStaff
	case !minor:
		return application.ByApplicant
	case r.Answers.Text(r.program.Application.Answers.FilledBy) == string(application.ByYouth):
		return application.ByYouth
	}
	return application.ByGuardian
}

// sealBrief seals what is erased with the season apart, and takes it out of the answers.
func (r requested) sealBrief(m *Message) uuid.UUID {
	rest, brief := apart(r.program, r.Answers)
	if len(brief) == 0 {
		return uuid.Nil
	}
	id := uuid.NewSHA1(r.ID, []byte(BriefText))
	text, err := sealedText(r.key, r.ID, m.Opens.KeyID, id, BriefText, brief, r.ReceivedAt)
	if err != nil {
		return uuid.Nil
	}
	without, err := sealedText(r.key, r.ID, m.Opens.KeyID, r.text, "answers", rest, r.ReceivedAt)
	if err != nil {
		return uuid.Nil
	}
	for i := range m.Texts {
		if m.Texts[i].ID == r.text {
			m.Texts[i] = without
		}
	}
	m.Texts = append(m.Texts, text)
	return id
}

// apart divides answers into what is kept and what is erased with the season.
func apart(p programs.Program, answers programs.Answers) (rest, brief programs.Answers) {
	rest, brief = programs.Answers{}, programs.Answers{}
	for key, value := range answers {
		if f, known := p.Form.Field(key); known && f.Keep == programs.KeepForSeason {
			brief[key] = value
		} else {
			rest[key] = value
		}
	}
	return rest, brief
}

// signatures are the consents that the answers sign. A text that nobody has reviewed in the family's language is not signed by a yes to it.
func signatures(rules application.Rules, r requested, c application.Submit) []application.Signature {
	var signed []application.Signature
	if len(c.Contacts) == 0 || c.Minor && c.Filler == application.ByYouth {
		return nil // a young person's yes is not their guardian's
	}
	for _, consent := range rules.Consents {
		yes, _ := r.Answers.Bool(consent.Answer)
		if consent.Answer == "" || !yes || !consent.SignedIn(r.Language) {
			continue
		}
		signed = append(signed, application.Signature{
			Consent: consent.Key, Hash: application.HashOf(consent.Text[r.Language]), Language: r.Language, By: c.Contacts[0].ID, At: r.ReceivedAt,
		})
	}
	return signed
}

// record makes the record of somebody who wants to help. It carries no role before they are accepted.
func (r requested) record(id uuid.UUID, m *Message) ([]store.NewPerson, []store.DataKey) {
	keyID := uuid.NewSHA1(r.ID, []byte("person key"))
	key, wrapped, err := r.keys.NewDataKey(keyID)
	if err != nil {
		return nil, m.Keys
	}
	contact := contactsOf(r.program, r.Answers, r.Language, application.Submit{})[0].Contact
	sealed, err := sealContact(key, id, contact)
	if err != nil {
		return nil, m.Keys
	}
	return []store.NewPerson{volunteerOf(r.keys, id, keyID, sealed, contact)}, append(m.Keys, store.DataKey{ID: keyID, Wrapped: wrapped})
}

func volunteerOf(keys *seal.OrgKeys, id, keyID uuid.UUID, sealed []byte, c Contact) store.NewPerson {
	person := store.NewPerson{ID: id, KeyID: keyID, Household: id, Sealed: sealed, NameHash: NameHash(keys, c.Name)}
	if c.Phone != "" {
		person.PhoneHash = keys.Lookup("contact", c.Phone)
	}
	return person
}

// options are the groups that fit each wish by activity and age, the first wish first. Without a wish that fits, every group that fits by age will do.
func options(rules application.Rules, a programs.Answers, born time.Time, term application.Term) []string {
	if rules.Season == nil || term.Key == "" {
		return nil
	}
	groups := rules.Season.AllGroups()
	fits := func(g application.Group) bool {
		return g.Ages == nil || born.IsZero() || g.Ages.Has(application.AgeOn(born, term.FirstDay))
	}
	var list []string
	for _, question := range rules.Answers.Wishes {
		wish := a.Text(question)
		var keys []string
		for _, g := range groups {
			if wish != "" && fits(g) && (g.Key == wish || g.Activity == wish || strings.HasPrefix(g.Key, wish+"-")) {
				keys = append(keys, g.Key)
			}
		}
		if alternatives := strings.Join(keys, ","); alternatives != "" && !slices.Contains(list, alternatives) {
			list = append(list, alternatives)
		}
	}
	if len(list) > 0 {
		return list
	}
	var keys []string
	for _, g := range groups {
		if fits(g) {
			keys = append(keys, g.Key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return []string{strings.Join(keys, ",")}
}

func placing(organization, program string, term application.Term) application.Placing {
	if term.Key == "" {
		return application.Placing{}
	}
	return application.Placing{Season: term.Key, Seating: season.Stream(organization, program, term.Key), First: term.FirstDay, Last: term.LastDay}
}

func sealedWords(key interface {
	Seal(context string, plain []byte) ([]byte, error)
}, caseID, keyID, id uuid.UUID, kind, words string, at time.Time,
) (store.SealedText, error) {
	sealed, err := key.Seal(textContext(kind, caseID), []byte(words))
	return store.SealedText{ID: id, CaseID: caseID, KeyID: keyID, Kind: kind, Sealed: sealed, At: at}, err
}
