package programs

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain/application"
)

func (r *report) checkEligibility(rules application.Rules, f Form) {
	const path = "application.eligibility"
	r.atMost(path, len(rules.Eligibility), conditionsMax)
	seen := map[string]bool{}
	for i, c := range rules.Eligibility {
		at := fmt.Sprintf("%s[%d]", path, i)
		r.checkNewKey(at+".key", c.Key, seen)
		r.checkCondition(at, c, f, rules.Season != nil)
		if c.When != nil {
			r.checkCase(at+".when", *c.When, f)
		}
		r.checkText(at+".say", c.Say, true)
		r.checkText(at+".instead", c.Instead, false)
	}
}

func (r *report) checkCondition(at string, c application.Condition, f Form, season bool) {
	asks := 0
	for _, is := range []bool{len(c.Is) > 0, len(c.Not) > 0, c.Age != nil, c.Before != "", c.After != "", len(c.Any) > 0} {
		if is {
			asks++
		}
	}
	if asks != 1 {
		r.at(at, "condition %q needs exactly one of is, not, age, before, after and any", c.Key)
		return
	}
	if len(c.Any) > 0 {
		if c.Answer != "" {
			r.at(at+".answer", "any names its questions itself; leave answer out")
		}
		if len(c.Any) < 2 {
			r.at(at+".any", "any needs at least two answers to choose from")
		}
		r.atMost(at+".any", len(c.Any), conditionsMax)
		for i, either := range c.Any {
			r.checkCase(fmt.Sprintf("%s.any[%d]", at, i), either, f)
		}
		return
	}
	for _, list := range []struct {
		at     string
		values []string
	}{{at + ".is", c.Is}, {at + ".not", c.Not}} {
		if len(list.values) > 0 {
			r.checkCaseValues(at+".answer", list.at, c.Answer, list.values, f)
			return
		}
	}
	r.checkNamed(f, at+".answer", c.Answer, TypeDate, false)
	switch {
	case c.Age != nil:
		r.checkAge(at+".age", *c.Age, season)
	case c.Before != "":
		r.checkDayWord(at+".before", c.Before, season)
	default:
		r.checkDayWord(at+".after", c.After, season)
	}
}

func (r *report) checkCase(at string, c application.Case, f Form) {
	r.checkCaseValues(at+".answer", at+".is", c.Answer, c.Is, f)
}

// checkCaseValues compares answers that rules name with those that can be given.
func (r *report) checkCaseValues(question, list, key string, values []string, f Form) {
	field, ok := f.Field(key)
	var allowed []string
	switch {
	case !ok:
		r.at(question, "the form has no question %q", key)
		return
	case field.Type == TypeYesNo:
		allowed = []string{"yes", "no"}
	case field.Type == TypeChoice:
		allowed = optionsOf(f, key)
	default:
		r.at(question, "the question %q has to be of type choice or yes_no, not %s", key, field.Type)
		return
	}
	if len(values) == 0 {
		r.at(list, "is needs at least one answer")
	}
	seen := map[string]bool{}
	for i, v := range values {
		at := fmt.Sprintf("%s[%d]", list, i)
		switch {
		case !slices.Contains(allowed, v):
			r.at(at, "%q is no answer to %q; it is one of %s", v, key, strings.Join(allowed, ", "))
		case seen[v]:
			r.at(at, "%s names %q twice", lastKey(list), v)
		}
		seen[v] = true
	}
}

func (r *report) checkAge(at string, a application.Age, season bool) {
	r.between(at+".from", a.From, 0, ageMax)
	r.between(at+".to", a.To, 0, ageMax)
	switch {
	case a.From == 0 && a.To == 0:
		r.at(at, "an age needs from, to or both")
	case a.To != 0 && a.From > a.To:
		r.at(at, "nobody is at least %d and at most %d years old", a.From, a.To)
	}
	if a.On != "" {
		r.checkOneOf(at+".on", a.On, []string{application.FirstDay, application.Today})
		r.checkFirstDay(at+".on", a.On, season)
	}
}

func (r *report) checkDayWord(at, word string, season bool) {
	if word == application.Today || word == application.FirstDay {
		r.checkFirstDay(at, word, season)
		return
	}
	if _, err := time.Parse(time.DateOnly, word); err != nil {
		r.at(at, "%q is no day; write YYYY-MM-DD in quotes, today or first_day", word)
	}
}

func (r *report) checkFirstDay(at, word string, season bool) {
	if word == application.FirstDay && !season {
		r.at(at, "there is no season that could have a first day; write today")
	}
}
