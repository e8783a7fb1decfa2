package application_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
)

func day(t testing.TB, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAgeOn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		birth, on string
		want      int
	}{
		"the day before the birthday":           {"2008-09-03", "2026-09-02", 17},
		"the birthday itself counts":            {"2008-09-02", "2026-09-02", 18},
		"the day after":                         {"2008-09-01", "2026-09-02", 18},
		"earlier in a later month":              {"2008-10-01", "2026-09-30", 17},
		"born on February 29, the 28th":         {"2012-02-29", "2026-02-28", 13},
		"born on February 29, March 1":          {"2012-02-29", "2026-03-01", 14},
		"born on February 29, in a leap year":   {"2012-02-29", "2028-02-29", 16},
		"born on the last of a year":            {"2020-12-31", "2026-01-01", 5},
		"the day of birth":                      {"2026-09-02", "2026-09-02", 0},
		"not born yet":                          {"2026-09-03", "2026-09-02", -1},
		"a birthday on the turn of a leap year": {"2007-03-01", "2028-02-29", 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := application.AgeOn(day(t, tt.birth), day(t, tt.on)); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	adult := application.Condition{Answer: "birth", Age: &application.Age{From: 18}}
	child := application.Condition{Answer: "birth", Age: &application.Age{From: 5, To: 18}}
	near := application.Condition{Answer: "near", Is: []string{"resident", "owner"}}
	warrant := application.Condition{Answer: "warrant", Is: []string{"no"}}
	either := application.Condition{Any: []application.Case{{Answer: "school", Is: []string{"yes"}}, {Answer: "diploma", Is: []string{"yes"}}}}
	minors := application.Condition{Answer: "grade", Not: []string{"seventh"}, When: &application.Case{Answer: "young", Is: []string{"yes"}}}
	dated := func(before, after string) application.Condition {
		return application.Condition{Answer: "physical", Before: before, After: after}
	}
	for name, tt := range map[string]struct {
		condition application.Condition
		answers   map[string]any
		want      application.Outcome
	}{
		"18 on the first day":               {adult, map[string]any{"birth": "2008-09-02"}, application.Met},
		"18 a day later":                    {adult, map[string]any{"birth": "2008-09-03"}, application.Failed},
		"18 by today's count only":          {application.Condition{Answer: "birth", Age: &application.Age{From: 18, On: "today"}}, map[string]any{"birth": "2008-09-02"}, application.Failed},
		"first_day said":                    {application.Condition{Answer: "birth", Age: &application.Age{From: 18, On: "first_day"}}, map[string]any{"birth": "2008-09-02"}, application.Met},
		"no date of birth":                  {adult, nil, application.Unclear},
		"a date of birth in words":          {adult, map[string]any{"birth": "in spring"}, application.Unclear},
		"a number for a date":               {adult, map[string]any{"birth": int64(2008)}, application.Unclear},
		"as old as can be":                  {child, map[string]any{"birth": "2007-09-03"}, application.Met},
		"a year too old":                    {child, map[string]any{"birth": "2007-09-02"}, application.Failed},
		"as young as can be":                {child, map[string]any{"birth": "2021-09-02"}, application.Met},
		"a day too young":                   {child, map[string]any{"birth": "2021-09-03"}, application.Failed},
		"not born yet":                      {application.Condition{Answer: "birth", Age: &application.Age{To: 18}}, map[string]any{"birth": "2027-01-01"}, application.Failed},
		"one of the answers":                {near, map[string]any{"near": "owner"}, application.Met},
		"another answer":                    {near, map[string]any{"near": "visitor"}, application.Failed},
		"an answer of nothing":              {near, map[string]any{"near": ""}, application.Unclear},
		"no as it should be":                {warrant, map[string]any{"warrant": false}, application.Met},
		"yes as it should not be":           {warrant, map[string]any{"warrant": true}, application.Failed},
		"nothing said":                      {warrant, map[string]any{}, application.Unclear},
		"a number that is fine":             {application.Condition{Answer: "n", Is: []string{"12"}}, map[string]any{"n": int64(12)}, application.Met},
		"the first of two":                  {either, map[string]any{"school": true, "diploma": false}, application.Met},
		"the second of two, only":           {either, map[string]any{"diploma": true}, application.Met},
		"neither":                           {either, map[string]any{"school": false, "diploma": false}, application.Failed},
		"one no, the other not said":        {either, map[string]any{"school": false}, application.Unclear},
		"not about somebody else":           {minors, map[string]any{"young": false, "grade": "seventh"}, application.NotAsked},
		"not about who does not say":        {minors, map[string]any{"grade": "seventh"}, application.NotAsked},
		"about somebody, and refused":       {minors, map[string]any{"young": true, "grade": "seventh"}, application.Failed},
		"about somebody, and fine":          {minors, map[string]any{"young": true, "grade": "eighth"}, application.Met},
		"about somebody who does not say":   {minors, map[string]any{"young": true}, application.Unclear},
		"before the first day":              {dated("first_day", ""), map[string]any{"physical": "2026-09-01"}, application.Met},
		"the first day is not before it":    {dated("first_day", ""), map[string]any{"physical": "2026-09-02"}, application.Failed},
		"after a date":                      {dated("", "2026-01-01"), map[string]any{"physical": "2026-01-02"}, application.Met},
		"a date is not after itself":        {dated("", "2026-01-01"), map[string]any{"physical": "2026-01-01"}, application.Failed},
		"before today":                      {dated("today", ""), map[string]any{"physical": "2026-06-30"}, application.Met},
		"after today, said of today":        {dated("", "today"), map[string]any{"physical": "2026-07-01"}, application.Failed},
		"an answer that no form can give":   {near, map[string]any{"near": []string{"owner"}}, application.Unclear},
		"a condition that asks for nothing": {application.Condition{Answer: "near"}, map[string]any{"near": "x"}, application.Unclear},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.condition.Key = "c"
			days := application.Days{Today: day(t, "2026-07-01"), FirstDay: day(t, "2026-09-02")}
			got := application.Rules{Eligibility: []application.Condition{tt.condition}}.Evaluate(tt.answers, days)
			if len(got) != 1 || got[0] != (application.Finding{Key: "c", Outcome: tt.want}) {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

func TestWithoutASeasonAgesCountToday(t *testing.T) {
	t.Parallel()
	rules := application.Rules{Eligibility: []application.Condition{{Key: "age", Answer: "birth", Age: &application.Age{From: 18}}}}
	late := time.Date(2026, 7, 1, 23, 30, 0, 0, time.FixedZone("", -5*3600)) // July 2 in UTC, July 1 for whoever applies
	for birth, want := range map[string]application.Outcome{"2008-07-01": application.Met, "2008-07-02": application.Failed} {
		if got := rules.Evaluate(map[string]any{"birth": birth}, application.Days{Today: late}); got[0].Outcome != want {
			t.Errorf("born %s: %v", birth, got)
		}
	}
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	rules := application.Rules{Eligibility: []application.Condition{
		{Key: "age", Say: domain.Text{"en": "The academy is for adults.", "es": "La academia es para adultos."}, Instead: domain.Text{"en": "There is one for teens."}},
		{Key: "near", Fixed: true, Say: domain.Text{"en": "It is for the city."}},
		{Key: "free", Say: domain.Text{"en": " "}},
	}}
	finding := func(key string, o application.Outcome) application.Finding {
		return application.Finding{Key: key, Outcome: o}
	}
	for name, tt := range map[string]struct {
		findings []application.Finding
		language string
		want     string
		fixed    bool
	}{
		"nothing failed":                  {[]application.Finding{finding("age", application.Met), finding("near", application.Unclear), finding("free", application.NotAsked)}, "en", "", false},
		"one failed":                      {[]application.Finding{finding("age", application.Failed)}, "en", "The academy is for adults. There is one for teens.", false},
		"another language as far as told": {[]application.Finding{finding("age", application.Failed)}, "es", "La academia es para adultos. There is one for teens.", false},
		"all in the order of the rules":   {[]application.Finding{finding("near", application.Failed), finding("age", application.Failed)}, "en", "The academy is for adults. There is one for teens. It is for the city.", true},
		"nothing to say":                  {[]application.Finding{finding("free", application.Failed)}, "en", "A condition of this program is not met. Please call us.", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := rules.Refusal(tt.findings, tt.language)
			if (err == nil) != (tt.want == "") {
				t.Fatalf("got %v", err)
			}
			if err != nil && (domain.CodeOf(err) != domain.Rejected || domain.MessageOf(err) != tt.want) {
				t.Errorf("got %s %q, want %q", domain.CodeOf(err), domain.MessageOf(err), tt.want)
			}
			if got := rules.Fixed(tt.findings); got != tt.fixed {
				t.Errorf("fixed is %v", got)
			}
		})
	}
}

var questions = []string{"a", "b", "c", "d"}

func drawCase(t *rapid.T) application.Case {
	return application.Case{Answer: rapid.SampledFrom(questions).Draw(t, "question"), Is: rapid.SliceOfN(rapid.SampledFrom([]string{"yes", "no", "x", "1"}), 1, 3).Draw(t, "is")}
}

func drawCondition(t *rapid.T, key string) application.Condition {
	c := application.Condition{Key: key, Answer: rapid.SampledFrom(questions).Draw(t, "answer")}
	switch rapid.IntRange(0, 5).Draw(t, "asks for") {
	case 0:
		c.Is = drawCase(t).Is
	case 1:
		c.Not = drawCase(t).Is
	case 2:
		c.Age = &application.Age{From: rapid.IntRange(0, 30).Draw(t, "from"), To: rapid.IntRange(0, 30).Draw(t, "to"), On: rapid.SampledFrom([]string{"", "today", "first_day"}).Draw(t, "on")}
	case 3:
		c.Before = rapid.SampledFrom([]string{"today", "first_day", "2020-02-29"}).Draw(t, "before")
	case 4:
		c.After = rapid.SampledFrom([]string{"today", "first_day", "2020-02-29"}).Draw(t, "after")
	case 5:
		c.Any = []application.Case{drawCase(t), drawCase(t)}
	}
	if rapid.Bool().Draw(t, "only for some") {
		when := drawCase(t)
		c.When = &when
	}
	return c
}

func drawAnswers(t *rapid.T) map[string]any {
	answers := map[string]any{}
	for _, q := range questions {
		switch rapid.IntRange(0, 6).Draw(t, "kind of answer") {
		case 0:
			answers[q] = rapid.SampledFrom([]string{"x", "y", "1", "2020-02-29", "2012-02-30", "\xff"}).Draw(t, "text")
		case 1:
			answers[q] = rapid.Bool().Draw(t, "yes")
		case 2:
			answers[q] = rapid.Int64().Draw(t, "number")
		case 3:
			answers[q] = rapid.String().Draw(t, "anything")
		case 4:
			answers[q] = drawDay(t).Format(time.DateOnly)
		case 5:
			answers[q] = nil
		}
	}
	return answers
}

func drawDay(t *rapid.T) time.Time {
	return time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 20000).Draw(t, "day"))
}

func failedKeys(findings []application.Finding) []string {
	var keys []string
	for _, f := range findings {
		if f.Outcome == application.Failed {
			keys = append(keys, f.Key)
		}
	}
	slices.Sort(keys)
	return keys
}

func TestConditionsByChance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var rules application.Rules
		for i := range rapid.IntRange(0, 6).Draw(t, "conditions") {
			c := drawCondition(t, fmt.Sprintf("c%d", i))
			c.Say = domain.Text{"en": "Say " + c.Key + "."}
			rules.Eligibility = append(rules.Eligibility, c)
		}
		answers := drawAnswers(t)
		days := application.Days{Today: drawDay(t)}
		if rapid.Bool().Draw(t, "a season") {
			days.FirstDay = drawDay(t)
		}
		findings := rules.Evaluate(answers, days)
		failed := failedKeys(findings)
		for i, c := range rules.Eligibility {
			given := c.When != nil && answers[c.When.Answer] != nil
			if !given && c.When != nil && findings[i].Outcome != application.NotAsked {
				t.Fatalf("%+v concerns somebody who did not answer %s", c, c.When.Answer)
			}
			if c.When == nil {
				continue
			}
			free := c
			free.When = nil
			alone := application.Rules{Eligibility: []application.Condition{free}}.Evaluate(answers, days)[0].Outcome
			if got := findings[i].Outcome; got != application.NotAsked && got != alone {
				t.Fatalf("%+v is %s, and %s where it concerns everybody", c, got, alone)
			}
		}
		err := rules.Refusal(findings, "en")
		if (err != nil) != (len(failed) > 0) {
			t.Fatalf("%v failed, and the refusal is %v", failed, err)
		}
		for _, key := range failed {
			if !strings.Contains(domain.MessageOf(err), "Say "+key+".") {
				t.Fatalf("%v does not speak of %s", err, key)
			}
		}
		shuffled := application.Rules{Eligibility: rapid.Permutation(rules.Eligibility).Draw(t, "another order")}
		if again := failedKeys(shuffled.Evaluate(answers, days)); !slices.Equal(failed, again) {
			t.Fatalf("%v failed, in another order %v", failed, again)
		}
	})
}

func TestAgesOnlyGrow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		birth, on := drawDay(t), drawDay(t)
		age, next := application.AgeOn(birth, on), application.AgeOn(birth, on.AddDate(0, 0, 1))
		if next < age || next > age+1 {
			t.Fatalf("%d one day and %d the next", age, next)
		}
		if younger := application.AgeOn(birth.AddDate(0, 0, 1), on); younger > age || younger < age-1 {
			t.Fatalf("born a day later makes %d of %d", younger, age)
		}
	})
}
