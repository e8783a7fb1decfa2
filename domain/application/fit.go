package application

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// doubtWithin is how soon somebody looks whether a place still fits, unless the program reads its applications later.
const doubtWithin = 3 * day

// weigh judges changed answers. Before a place is sought they are refused as those of a new application are, and a coordinator can make an exception
// with a reason. Once one is sought they are true and are taken in: what they put in doubt is looked at by a coordinator. Conditions about what is
// never kept stay a refusal, because a doubt would keep them.
func weigh(s State, c Change) (doubts, excepted []string, err error) {
	failed := slices.DeleteFunc(slices.Clone(c.Findings), func(f Finding) bool { return f.Outcome != Failed || slices.Contains(s.Excepted, f.Key) })
	refusal := c.Facts.Rules.Refusal(failed, "en")
	keys := with(failed, Failed)
	switch {
	case refusal == nil:
		return nil, nil, nil
	case c.By != uuid.Nil && c.Reason != uuid.Nil && !c.Facts.Rules.Fixed(failed):
		return nil, keys, nil
	case !s.Sought || slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(c.Unkept, key) }):
		return nil, nil, refusal
	}
	return keys, nil, nil
}

// refit is what changed answers mean for a place: what a coordinator has to look at, and what the season is told.
func refit(s State, c Change, doubts []string, at time.Time) []domain.Event {
	var events []domain.Event
	if !slices.Equal(doubts, s.Doubted) {
		events = append(events, doubt(doubts, s.Misfit, c.Facts.Rules, at))
	}
	held := len(doubts) > 0
	if s.seasonal() && (held != (len(s.Doubted) > 0) || !slices.Equal(c.Options, s.Options)) {
		events = append(events, WishesChanged{Seating: s.Placing.Seating, Options: c.Options, Held: held, Ask: s.Ask + 1})
	}
	return events
}

// seasonal tells whether a season knows of the application.
func (s State) seasonal() bool { return s.open() && s.Sought && s.Placing.Season != "" }

// doubt asks a coordinator to look, or says that there is nothing to look at any more.
func doubt(failed []string, group string, r Rules, at time.Time) domain.Event {
	if len(failed) == 0 && group == "" {
		return FitSettled{}
	}
	return FitDoubted{Failed: failed, Group: group, DueAt: at.Add(max(doubtWithin, r.Review.Within))}
}

// noteFit takes in what the season says of the group. A word about another place, or an older wish, changes nothing.
func noteFit(s State, c NoteFit, at time.Time) []domain.Event {
	group := c.Group
	if c.Fits {
		group = ""
	}
	if !s.seasonal() || c.Turn < s.Turn || c.Ask < s.Ask || group == s.Misfit {
		return nil
	}
	return []domain.Event{doubt(s.Doubted, group, c.Facts.Rules, at)}
}

// fitsNow is what a word about the place means for its fit: another group ends the doubt about the former one, and a season that answered an older
// wish is told the newest once more, because the two words travel apart.
func fitsNow(s, after State, c NotePlace, at time.Time) []domain.Event {
	var events []domain.Event
	if s.Misfit != "" && after.Group != s.Misfit {
		events = append(events, doubt(s.Doubted, "", c.Facts.Rules, at))
	}
	if after.seasonal() && c.Ask < s.Ask && c.Place != PlaceLapsed && c.Place != PlaceUnplaced {
		events = append(events, WishesChanged{Seating: s.Placing.Seating, Options: s.Options, Held: len(s.Doubted) > 0, Ask: s.Ask})
	}
	return events
}

// keepPlace is a coordinator's exception: the place stays, and the season offers again.
func keepPlace(s State, c Keep) ([]domain.Event, error) {
	if err := staff(c.Who); err != nil {
		return nil, err
	}
	switch {
	case s.Phase == None:
		return nil, missing()
	case !s.open():
		return nil, settled(s)
	case !s.InDoubt():
		return nil, domain.Errorf(domain.Conflict, "Nothing is in doubt any more. Nothing was changed.")
	case c.Facts.Rules.Fixed(failing(s.Doubted)):
		return nil, noException()
	case c.Reason == uuid.Nil:
		return nil, domain.Errorf(domain.Invalid, "Please write why the place stays.")
	}
	events := []domain.Event{FitSettled{By: c.By, Reason: c.Reason}}
	if s.seasonal() && len(s.Doubted) > 0 {
		events = append(events, WishesChanged{Seating: s.Placing.Seating, Options: s.Options, Ask: s.Ask + 1})
	}
	return events, nil
}

// awaitsNo lets a coordinator say no to what waits for one: an application that is read, or a place that is in doubt.
func awaitsNo(s State, w Who) error {
	if !s.InDoubt() {
		return awaitsReview(s, w)
	}
	if err := staff(w); err != nil {
		return err
	}
	return impartial(s, w)
}

// passOn takes an application into the season after its own, where its turn still counts from when it came in. It is judged by the first day there;
// whoever does not meet a condition any more reads which one and what to do, and can ask somebody else to look.
func passOn(s State, c NotePlace, next Placing, at time.Time) []domain.Event {
	failed := slices.DeleteFunc(with(c.Onward.Findings, Failed), func(key string) bool { return slices.Contains(s.Excepted, key) })
	if len(failed) > 0 {
		refused := Refused{Failed: failed}
		if !s.Appealed {
			refused.Appeal = at.Add(appealWithin)
		}
		return []domain.Event{refused, end(s, c.Facts.Rules, Turned, uuid.Nil, at)}
	}
	var events []domain.Event
	if s.InDoubt() {
		events = append(events, FitSettled{})
	}
	if c.Onward.Judged {
		s.Options = c.Onward.Options
	}
	return append(events, seek(s, next)) // nobody has to apply twice
}

func failing(keys []string) []Finding {
	var findings []Finding
	for _, key := range keys {
		findings = append(findings, Finding{Key: key, Outcome: Failed})
	}
	return findings
}

func noException() error {
	return domain.Errorf(domain.Rejected, "Not even a coordinator can make an exception of this condition. Nothing was changed; please decline with a reason that the family can read.")
}

// evolveFit folds what becomes of a place when answers change.
func evolveFit(s State, event domain.Event) State {
	switch e := event.(type) {
	case WishesChanged:
		s.Ask = e.Ask
	case FitDoubted:
		s.Doubted, s.Misfit, s.DoubtDue = e.Failed, e.Group, e.DueAt
	case FitSettled:
		if e.By != uuid.Nil {
			s.Excepted = union(s.Excepted, s.Doubted)
		}
		s.Doubted, s.Misfit, s.DoubtDue = nil, "", time.Time{}
		s.Texts = keep(s.Texts, e.Reason)
	}
	return s
}

// union adds what is not there yet.
func union(all, more []string) []string {
	all = slices.Clip(all)
	for _, key := range more {
		if !slices.Contains(all, key) {
			all = append(all, key)
		}
	}
	return all
}
