package application

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Evolve folds one event into the state.
func Evolve(s State, event domain.Event) State {
	s.Armed = s.NextWake()
	switch e := event.(type) {
	case Submitted:
		s = submitted(s, e)
	case ConsentAsked, ConsentSigned, ConsentTaken, ConsentReminded:
		s = evolveConsent(s, e)
	case CheckAwaited, CheckCleared, CheckRefused, CheckEnding, CheckEnded:
		s = evolveCheck(s, e)
	case WishesChanged, FitDoubted, FitSettled:
		s = evolveFit(s, e)
	case PlaceSought, PlaceNoted, PlaceReturned, Placed, OfferAnswered:
		s = evolvePlace(s, e)
	case ContactAdded, ContactChanged, FormerForgotten, ContactBarred, ContactUnbarred, ContactFirst, MessagesChosen:
		s = evolveContacts(s, e)
	case ItemIssued, ItemReturned, ItemLost, ItemOverdue, CostBorne, StandingPlanned, StandingDue, StandingLooked, CoachNoted:
		s = evolveTaking(s, e)
	case Ended:
		s.Outcome, s.KeepTill, s.Attended, s.Needed = e.Outcome, e.KeepTill, e.Attended, e.Needed
		s.Question, s.Reviewing, s.Answering, s.OfferTill = uuid.Nil, false, false, time.Time{}
		s.Texts = keep(s.Texts, e.Reason)
		s.Phase = Over
		return s
	case PictureAdded:
		s.Pictures, s.Texts = append(slices.Clone(s.Pictures), Picture{ID: e.Picture, Data: e.Data}), keep(s.Texts, e.Picture, e.Data)
	case SeasonForgotten:
		s.SeasonTill, s.Brief = time.Time{}, uuid.Nil
	case Forgotten:
		s.Forgotten, s.KeepTill, s.SeasonTill, s.Texts, s.Former = true, time.Time{}, time.Time{}, nil, nil
		s.Pictures = nil
	default:
		s = evolveReview(s, e)
	}
	s.Phase = s.phase()
	return s
}

func submitted(s State, e Submitted) State {
	s.Program, s.Version, s.Filler, s.Minor, s.Household = e.Program, e.Version, e.Filler, e.Minor, e.Household
	for i, id := range e.Contacts {
		s.Contacts = append(slices.Clip(s.Contacts), Contact{ID: id, Text: id, Number: i, Relation: e.Relations[i], Silent: e.Silent[i]})
		s.Texts = keep(s.Texts, id)
	}
	s.Placing = Placing{Season: e.Season, Seating: e.Seating, First: e.First, Last: e.Last}
	s.Options, s.Unclear, s.Excepted = e.Options, e.Unclear, e.Excepted
	s.Answers, s.Brief, s.Since = e.Answers, e.Brief, e.Since
	s.Texts = keep(s.Texts, e.Answers, e.Brief, e.Reason)
	if e.Brief != uuid.Nil && !e.Last.IsZero() {
		s.SeasonTill = e.Last.Add(forgetAfterSeason)
	}
	s.Phase = Screening
	return s
}

// forgetAfterSeason leaves a few days for what happened in the last session.
const forgetAfterSeason = 14 * 24 * time.Hour

// phase is where an open application stands: the first thing that is missing.
func (s State) phase() Phase {
	switch {
	case s.Phase == None || s.Phase == Over:
		return s.Phase
	case s.Phase == InPlace:
		return InPlace
	case s.Sought:
		return s.Phase
	case !s.cleared():
		return Screening
	case s.Reviewing || !s.Reviewed:
		return Reviewing
	case len(s.Unsigned) > 0 && s.Placing.Season == "":
		return Signing
	}
	return Seeking
}

func evolveConsent(s State, event domain.Event) State {
	drop := func(key string) {
		s.Unsigned = slices.DeleteFunc(slices.Clone(s.Unsigned), func(k string) bool { return k == key })
		s.Signed = slices.DeleteFunc(slices.Clone(s.Signed), func(g Signature) bool { return g.Consent == key })
	}
	switch e := event.(type) {
	case ConsentAsked:
		drop(e.Consent)
		s.Unsigned = append(s.Unsigned, e.Consent)
	case ConsentSigned:
		drop(e.Consent)
		s.Signed = append(s.Signed, Signature{Consent: e.Consent, Hash: e.Hash, Language: e.Language, By: e.Signer, At: e.At})
	case ConsentTaken:
		drop(e.Consent)
	case ConsentReminded:
		s.SignReminded++
	}
	return s
}

func evolveCheck(s State, event domain.Event) State {
	change := func(key string, f func(*Checked)) {
		s.Checks = slices.Clone(s.Checks)
		i := slices.IndexFunc(s.Checks, func(c Checked) bool { return c.Key == key })
		if i < 0 {
			s.Checks, i = append(s.Checks, Checked{Key: key}), len(s.Checks)
		}
		f(&s.Checks[i])
	}
	switch e := event.(type) {
	case CheckAwaited:
		change(e.Check, func(c *Checked) { *c = Checked{Key: e.Check, Status: CheckOpen, DueAt: e.DueAt} })
	case CheckCleared:
		change(e.Check, func(c *Checked) {
			*c = Checked{Key: e.Check, Status: CheckGood, On: e.On, Until: e.Until, By: e.By, Remind: e.Remind}
		})
	case CheckRefused:
		s.Texts = keep(s.Texts, e.Reason)
		change(e.Check, func(c *Checked) { *c = Checked{Key: e.Check, Status: CheckBad, By: e.By} })
	case CheckEnding:
		change(e.Check, func(c *Checked) { c.Remind = c.Remind[min(1, len(c.Remind)):] })
	case CheckEnded:
		change(e.Check, func(c *Checked) { c.Status, c.DueAt = CheckStale, e.DueAt })
	}
	return s
}

func evolveReview(s State, event domain.Event) State {
	switch e := event.(type) {
	case ReviewAwaited:
		s.Reviewing, s.ReviewDue = true, e.DueAt
	case Accepted:
		s.Reviewing, s.Reviewed, s.Standby = false, true, e.Standby
		s.Question = uuid.Nil
		s.Excepted, s.Doubted = union(s.Excepted, s.Doubted), nil
	case Refused:
		s.Reviewing, s.AppealTill = false, e.Appeal
		if !s.Appealed {
			s.Refuser = e.By
		}
		s.Question, s.Misfit, s.Doubted = uuid.Nil, "", union(s.Doubted, e.Failed)
		s.Texts = keep(s.Texts, e.Reason)
	case Appealed:
		s.Appealed, s.Phase, s.Outcome, s.KeepTill, s.AppealTill, s.Sought = true, Reviewing, "", time.Time{}, time.Time{}, false
		s.Texts = keep(s.Texts, e.Reason)
	case QuestionAsked:
		s.Question, s.Texts = e.Question, keep(s.Texts, e.Question)
	case QuestionAnswered:
		s.Question, s.Texts = uuid.Nil, keep(s.Texts, e.Answer)
	case AnswersChanged:
		s.Minor, s.Options, s.Unclear = e.Minor, e.Options, e.Unclear
		s.Texts = slices.DeleteFunc(keep(s.Texts, e.Answers, e.Brief, e.Reason), func(id uuid.UUID) bool { return id == e.Old || id == e.OldPart })
		s.Answers, s.Brief, s.Excepted = e.Answers, e.Brief, union(s.Excepted, e.Excepted)
	case Noted:
		s.Texts = keep(s.Texts, e.Note)
	case CallNeeded:
		s.ToCall, s.CallFor, s.Speaks, s.SpeaksOther = true, e.Say, e.Language, e.Other
		s.Texts = keep(s.Texts, e.Other)
	case ContactCalled:
		s.ToCall, s.CallFor, s.Speaks, s.SpeaksOther = false, "", "", uuid.Nil
		s.Texts = keep(s.Texts, e.Note)
	}
	return s
}

func evolvePlace(s State, event domain.Event) State {
	switch e := event.(type) {
	case PlaceSought:
		s.Sought, s.Phase, s.Turn, s.Options = true, Seeking, 0, e.Options
		s.Placing = Placing{Season: e.Season, Seating: e.Seating, First: e.First, Last: e.Last}
		if s.Brief != uuid.Nil {
			s.SeasonTill = e.Last.Add(forgetAfterSeason)
		}
	case PlaceReturned:
		s.Turn = e.Turn
		if s.open() {
			s.Sought, s.Phase, s.Group = false, Screening, ""
		}
	case Placed:
		s.Sought, s.Phase = true, InPlace
	case OfferAnswered:
		s.Answering = true
	case PlaceNoted:
		s.OfferPast = pastOffer(s, e)
		s.Turn, s.Answering, s.OfferTill, s.Why = e.Turn, false, time.Time{}, e.Why
		s.CoachesTold = slices.DeleteFunc(slices.Clone(s.CoachesTold), func(told CoachNoted) bool { return told.Turn <= e.Turn })
		switch e.Place {
		case PlaceSeated:
			s.Phase, s.Group, s.Coaches = InPlace, e.Group, e.Coach
		case PlaceOffered:
			s.Phase, s.Group, s.OfferTill = Offered, e.Group, e.Until
		case PlaceWaiting, PlacePassed:
			s.Phase, s.Group = Waiting, ""
		case PlaceLapsed, PlaceUnplaced:
			s.Group = ""
		}
	}
	return s
}

func evolveContacts(s State, event domain.Event) State {
	change := func(id uuid.UUID, f func(*Contact)) {
		s.Contacts = slices.Clone(s.Contacts)
		for i := range s.Contacts {
			if s.Contacts[i].ID == id {
				f(&s.Contacts[i])
			}
		}
	}
	switch e := event.(type) {
	case ContactAdded:
		s.Contacts = append(slices.Clip(s.Contacts), Contact{ID: e.Contact, Text: e.Contact, Number: len(s.Contacts), Relation: e.Relation, Added: true, Silent: e.Silent})
		s.Texts = keep(s.Texts, e.Contact)
	case ContactChanged:
		change(e.Contact, func(c *Contact) { c.Text, c.Silent = e.Text, e.Silent })
		s.Former = append(slices.Clip(s.Former), Former{Contact: e.Contact, Text: e.Old, Till: e.OldTill})
		s.Texts = keep(s.Texts, e.Text)
	case FormerForgotten:
		s.Former = slices.DeleteFunc(slices.Clone(s.Former), func(f Former) bool { return slices.Contains(e.Texts, f.Text) })
		s.Texts = slices.DeleteFunc(slices.Clone(s.Texts), func(id uuid.UUID) bool { return slices.Contains(e.Texts, id) })
	case ContactBarred:
		change(e.Contact, func(c *Contact) { c.Barred = true })
		s.Texts = keep(s.Texts, e.Note)
	case ContactUnbarred:
		change(e.Contact, func(c *Contact) { c.Barred = false })
		s.Texts = keep(s.Texts, e.Note)
	case ContactFirst:
		i := slices.IndexFunc(s.Contacts, func(c Contact) bool { return c.ID == e.Contact })
		if i > 0 {
			first := s.Contacts[i]
			s.Contacts = append([]Contact{first}, slices.Delete(slices.Clone(s.Contacts), i, i+1)...)
		}
	case MessagesChosen:
		change(e.Contact, func(c *Contact) { c.Silent, c.Quiet = !e.Yes, !e.Yes })
	}
	return s
}

func evolveTaking(s State, event domain.Event) State {
	handing := func(id uuid.UUID, f func(*Handing)) {
		s.Handings = slices.Clone(s.Handings)
		for i := range s.Handings {
			if s.Handings[i].ID == id {
				f(&s.Handings[i])
			}
		}
	}
	standing := func(key string, f func(*Looked)) {
		s.Standing = slices.Clone(s.Standing)
		i := slices.IndexFunc(s.Standing, func(l Looked) bool { return l.Key == key })
		if i < 0 {
			s.Standing, i = append(s.Standing, Looked{Key: key}), len(s.Standing)
		}
		f(&s.Standing[i])
	}
	switch e := event.(type) {
	case ItemIssued:
		s.Handings = append(slices.Clip(s.Handings), Handing{ID: e.Handing, Item: e.Item, Size: e.Size, DueAt: e.DueAt, Status: "out"})
		s.BorneCents += e.Cents
	case ItemReturned:
		handing(e.Handing, func(h *Handing) { h.Status = "returned" })
	case ItemLost:
		handing(e.Handing, func(h *Handing) { h.Status = "lost" })
	case ItemOverdue:
		handing(e.Handing, func(h *Handing) { h.Overdue = true })
	case CostBorne:
		s.BorneCents += e.Cents
	case StandingPlanned:
		standing(e.Standing, func(l *Looked) { l.NextAt = e.NextAt })
	case StandingDue:
		standing(e.Standing, func(l *Looked) { l.Open = true })
	case StandingLooked:
		s.Texts = keep(s.Texts, e.Note)
		standing(e.Standing, func(l *Looked) { *l = Looked{Key: e.Standing, NextAt: e.NextAt, Looked: true, Fine: e.Fine} })
	case CoachNoted:
		if e.Turn > s.Turn {
			s.CoachesTold = append(slices.Clone(s.CoachesTold), e)
			break
		}
		s.Coaches = slices.DeleteFunc(slices.Clone(s.Coaches), func(id uuid.UUID) bool { return id == e.Coach })
		if !e.Left {
			s.Coaches = append(s.Coaches, e.Coach)
		}
	}
	return s
}

// keep adds ids of texts; the zero id is none.
func keep(texts []uuid.UUID, ids ...uuid.UUID) []uuid.UUID {
	texts = slices.Clip(texts)
	for _, id := range ids {
		if id != uuid.Nil && !slices.Contains(texts, id) {
			texts = append(texts, id)
		}
	}
	return texts
}
