package application

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/almoner/almoner/domain"
)

// Outcome is how one condition turned out.
type Outcome string

// The outcomes. Only Failed keeps somebody out; Unclear is for a coordinator to ask about.
const (
	Met      Outcome = "met"
	Failed   Outcome = "failed"
	Unclear  Outcome = "unclear"   // the answer that it looks at was not given
	NotAsked Outcome = "not_asked" // it is not about whoever answered so
)

// Finding is how the condition with a key turned out.
type Finding struct {
	Key     string  `json:"key"`
	Outcome Outcome `json:"outcome"`
}

// Days are the dates that conditions count from. FirstDay is zero where there is no season; then everything counts from Today.
type Days struct {
	Today, FirstDay time.Time
}

// The words that a condition can write for a day.
const (
	Today    = "today"
	FirstDay = "first_day"
)

// Evaluate looks at every condition, in order. It never refuses: what a finding leads to is for Refusal, or for a coordinator who makes an
// exception. Answers are as checked answers hold them: string, int64 or bool, and absent when not given.
func (r Rules) Evaluate(answers map[string]any, days Days) []Finding {
	findings := make([]Finding, 0, len(r.Eligibility))
	for _, c := range r.Eligibility {
		findings = append(findings, Finding{Key: c.Key, Outcome: c.outcome(answers, days)})
	}
	return findings
}

// Refusal tells somebody why they cannot take part and what they can do instead, the first condition that failed first. It is nil when none did.
func (r Rules) Refusal(findings []Finding, language string) error {
	failed := failedOf(findings)
	if len(failed) == 0 {
		return nil
	}
	var sentences []string
	for _, c := range r.Eligibility {
		if !failed[c.Key] {
			continue
		}
		for _, text := range []domain.Text{c.Say, c.Instead} {
			if s := strings.TrimSpace(text.In(language)); s != "" {
				sentences = append(sentences, s)
			}
		}
	}
	if len(sentences) == 0 { // rules that no checker saw
		return domain.Errorf(domain.Rejected, "A condition of this program is not met. Please call us.")
	}
	return domain.Because(nil, domain.Rejected, strings.Join(sentences, " "))
}

// Fixed tells whether a condition failed that not even a coordinator can make an exception from.
func (r Rules) Fixed(findings []Finding) bool {
	failed := failedOf(findings)
	return slices.ContainsFunc(r.Eligibility, func(c Condition) bool { return c.Fixed && failed[c.Key] })
}

// AgeOn gives the age in whole years. The birthday itself counts; who is born on February 29 is a year older on March 1 of a year without one.
func AgeOn(birth, day time.Time) int {
	age := day.Year() - birth.Year()
	if day.Month() < birth.Month() || day.Month() == birth.Month() && day.Day() < birth.Day() {
		age--
	}
	return age
}

func failedOf(findings []Finding) map[string]bool {
	failed := map[string]bool{}
	for _, f := range findings {
		if f.Outcome == Failed {
			failed[f.Key] = true
		}
	}
	return failed
}

func (c Condition) outcome(answers map[string]any, days Days) Outcome {
	if c.When != nil {
		if given, holds := c.When.look(answers); !given || !holds {
			return NotAsked
		}
	}
	if len(c.Any) > 0 {
		return anyOf(c.Any, answers)
	}
	value, given := written(answers[c.Answer])
	if !given {
		return Unclear
	}
	switch {
	case len(c.Is) > 0:
		return metIf(slices.Contains(c.Is, value))
	case len(c.Not) > 0:
		return metIf(!slices.Contains(c.Not, value))
	}
	date, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return Unclear
	}
	switch {
	case c.Age != nil:
		return metIf(c.Age.Has(AgeOn(date, days.named(c.Age.On))))
	case c.Before != "":
		return metIf(date.Before(days.named(c.Before)))
	case c.After != "":
		return metIf(date.After(days.named(c.After)))
	}
	return Met // it asks for nothing
}

// Has tells whether an age lies within the bounds. Nobody is younger than zero.
func (a Age) Has(years int) bool {
	return years >= a.From && years >= 0 && (a.To == 0 || years <= a.To)
}

func anyOf(cases []Case, answers map[string]any) Outcome {
	all := true
	for _, c := range cases {
		given, holds := c.look(answers)
		if holds {
			return Met
		}
		all = all && given
	}
	if !all {
		return Unclear
	}
	return Failed
}

// look tells whether the question was answered, and so.
func (c Case) look(answers map[string]any) (given, holds bool) {
	value, given := written(answers[c.Answer])
	return given, given && slices.Contains(c.Is, value)
}

// written is an answer as a file of rules writes it: yes and no for a yes_no question.
func written(answer any) (value string, given bool) {
	switch v := answer.(type) {
	case string:
		return v, v != ""
	case bool:
		if v {
			return "yes", true
		}
		return "no", true
	case int64:
		return strconv.FormatInt(v, 10), true
	}
	return "", false
}

// named gives the day that a word or a date means, as midnight in UTC. First_day is meant when nothing is written.
func (d Days) named(day string) time.Time {
	if date, err := time.Parse(time.DateOnly, day); err == nil {
		return date
	}
	if day == Today || d.FirstDay.IsZero() {
		return midnight(d.Today)
	}
	return midnight(d.FirstDay)
}

// midnight is the date of a time, as its own clock shows it, at midnight in UTC.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func metIf(holds bool) Outcome {
	if holds {
		return Met
	}
	return Failed
}
