package programs

import (
	"fmt"
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/gathering"
)

const (
	seatsMax  = 100_000
	partyMax  = 50
	remindMax = 5
	areasMax  = 100
)

var (
	aMonth              = span{0, 31 * day, "at most 31 days"}
	gatheringRecipients = []gathering.Recipient{gathering.ToRequester}
)

// The answers that the workflow of gatherings reads. The days to choose from are put in when the form is shown.
const (
	AnswerGathering   = "gathering"
	AnswerAdults      = "adults"
	AnswerChildren    = "children"
	AnswerInterpreter = "interpreter"
	AnswerAccess      = "access_needs"
)

var gatheringAnswers = []answer{
	{key: AnswerGathering, kind: TypeText, required: true},
	{key: "full_name", kind: TypeText, required: true},
	{key: AnswerAdults, kind: TypeNumber, required: true},
	{key: AnswerChildren, kind: TypeNumber},
	{key: "diet", kind: TypeLongText},
	{key: AnswerAccess, kind: TypeLongText},
	{key: AnswerInterpreter, kind: TypeChoice},
	{key: "contact_email", kind: TypeEmail},
	{key: "contact_phone", kind: TypePhone},
	{key: "safe_to_text", kind: TypeYesNo},
}

func (r *report) checkGathering(g gathering.Rules, f Form, known Known) {
	const path = "gathering"
	r.checkAnswers(KindGathering, f, gatheringAnswers)
	r.checkDays(g)
	r.checkHours(g)
	r.checkLine(path+".place.name", g.Place.Name)
	r.checkLine(path+".place.street", g.Place.Street)
	r.between(path+".capacity.seats", g.Capacity.Seats, 0, seatsMax)
	r.between(path+".party", g.Party, 1, partyMax)
	if g.Capacity.Guests && g.Capacity.Seats > 0 && g.Party > g.Capacity.Seats {
		r.at(path+".party", "a party of %d is larger than the %d places that there are", g.Party, g.Capacity.Seats)
	}
	r.within(path+".rsvp_until", g.RSVPUntil, aMonth)
	r.positive(path+".offer", g.Offer)
	r.checkRemind(g.Remind)
	if len(g.Interpreters) > 0 {
		r.checkLanguages(path+".interpreters", g.Interpreters)
	}
	r.checkInterpreters(g, f)
	r.positive(path+".arrange.ask_before", g.Arrange.AskBefore)
	r.positive(path+".arrange.within", g.Arrange.Within)
	r.checkAreas(g.Areas)
	var tell []notice
	for _, n := range g.Tell {
		tell = append(tell, notice{n.When, string(n.Who), n.Say})
	}
	r.checkTell(path+".tell", tell, asStrings(gatheringRecipients), known)
}

// checkDays reads the rule as the series will.
func (r *report) checkDays(g gathering.Rules) {
	var since time.Time
	if g.Since != "" {
		var err error
		if since, err = time.Parse(time.DateOnly, g.Since); err != nil || since.Year() < yearFirst || since.Year() > yearLast {
			r.at("gathering.since", "%q is no day; write for example 2026-03-12", g.Since)
			return
		}
	}
	days, err := domain.ParseRecurrence(g.Rule, since)
	if err != nil {
		r.at("gathering.rule", "%s", err)
		return
	}
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if year := days.Between(begin, begin.AddDate(1, 0, 0), seriesMax+1); len(year) > seriesMax {
		r.at("gathering.rule", "the rule gives more than %d days a year", seriesMax)
	}
}

// seriesMax is how often people can be invited in a year.
const seriesMax = 120

func (r *report) checkHours(g gathering.Rules) {
	someDay := time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC)
	from, err := domain.At(someDay, g.From, time.UTC)
	if err != nil {
		r.at("gathering.from", "%s", err)
		return
	}
	to, err := domain.At(someDay, g.To, time.UTC)
	switch {
	case err != nil:
		r.at("gathering.to", "%s", err)
	case !to.After(from):
		r.at("gathering.to", "a gathering has to end after it begins, the same day")
	}
}

func (r *report) checkLine(path, line string) {
	if domain.CleanLine(line) != line || line == "" || domain.HasControlInLine(line) || len([]rune(line)) > lineMax {
		r.at(path, "%s has to be one line of 1 to %d characters", lastKey(path), lineMax)
	}
}

func (r *report) checkRemind(remind []time.Duration) {
	const path = "gathering.remind"
	if len(remind) > remindMax {
		r.at(path, "%d reminders are too many; the most is %d", len(remind), remindMax)
	}
	for i, lead := range remind {
		at := fmt.Sprintf("%s[%d]", path, i)
		if r.positive(at, lead) && i > 0 && lead >= remind[i-1] {
			r.at(at, "the reminder %s before has to come after the one %s before", lead, remind[i-1])
		}
	}
}

// checkInterpreters compares what the form lets people choose with what there is.
func (r *report) checkInterpreters(g gathering.Rules, f Form) {
	i := fieldIndex(f, AnswerInterpreter)
	if i < 0 {
		return
	}
	path := fmt.Sprintf("form.fields[%d].options", i)
	options := optionsOf(f, AnswerInterpreter)
	for j, option := range options {
		if !slices.Contains(g.Interpreters, option) {
			r.at(fmt.Sprintf("%s[%d].key", path, j), "gathering.interpreters does not name %q, which can be chosen here", option)
		}
	}
	for _, language := range g.Interpreters {
		if !slices.Contains(options, language) {
			r.at(path, "%q cannot be chosen here, yet gathering.interpreters names it", language)
		}
	}
}

func (r *report) checkAreas(areas []gathering.Area) {
	const path = "gathering.areas"
	if len(areas) > areasMax {
		r.at(path, "%d areas are too many; the most is %d", len(areas), areasMax)
	}
	seen := map[string]bool{}
	for i, area := range areas {
		at := fmt.Sprintf("%s[%d]", path, i)
		if r.checkKey(at+".key", area.Key) && seen[area.Key] {
			r.at(at+".key", "area %q is there twice", area.Key)
		}
		seen[area.Key] = true
		r.checkText(at+".name", area.Name, true)
	}
}
