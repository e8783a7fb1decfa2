package programs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
)

func TestSmallProgramThatPeopleApplyToPasses(t *testing.T) {
	t.Parallel()
	p := mustParse(t, smallApplication)
	rules, ok := p.Rules().(*application.Rules)
	if !ok || rules.Season.Groups[1].Sessions.Count != 9 || rules.Screening[1].Remind[2] != 168*time.Hour || rules.Consents[0].Text["es"] != "Acepto." {
		t.Errorf("rules %+v", rules)
	}
	if f, _ := p.Form.Field("trouble"); f.Keep != programs.KeepForDecision {
		t.Errorf("trouble is kept %q", f.Keep)
	}
	stored, err := programs.FromCanonical(p.Canonical())
	if err != nil || stored.Version != p.Version || string(stored.Canonical()) != string(p.Canonical()) {
		t.Errorf("the stored program came back as %q, %v", stored.Version, err)
	}
	if canonical := string(mustParse(t, small).Canonical()); strings.Contains(canonical, "application") || strings.Contains(canonical, "keep") {
		t.Errorf("the versions of all other programs changed: %s", canonical)
	}
}

func TestAnApplicationIsOnlyAndAlwaysOfItsKind(t *testing.T) {
	t.Parallel()
	head, _, _ := strings.Cut(smallApplication, "application:\n")
	expectReason(t, head, "kind application needs an application")
	checkRefusalsOf(t, smallApplication, map[string]refusal{
		"of support":   {"kind: application", "kind: support", "application:\n  for", "only kind application has an application; this is kind support"},
		"of gathering": {"kind: application", "kind: gathering", "application:\n  for", "only kind application has an application; this is kind gathering"},
		"kept apart":   {"kind: application", "kind: gathering", "keep: season", "only kind application keeps answers for a time of their own; this is kind gathering"},
	})
}

func TestRefusalsOfAnswersOfAnApplication(t *testing.T) {
	t.Parallel()
	checkRefusalsOf(t, smallApplication, map[string]refusal{
		"for nobody":                  {"for: children", "for: everybody", "", `unknown for "everybody"; it is one of children, adults, volunteers`},
		"no name":                     {"name: child", "name: kid", "", `the form has no question "kid"`},
		"a name by choice":            {"name: child", "name: place", "", `the question "place" has to be of type text, not choice`},
		"a name that may be left out": {"child, type: text, required: true", "child, type: text", "name: child", `the question "child" has to be required`},
		"birth in words":              {"birth_date: born", "birth_date: child", "", "has to be of type date"},
		"no birth of a child":         {"    birth_date: born\n", "", "answers:", "a program for children has to name its question for birth_date"},
		"no guardian of a child":      {"    guardian: guardian\n", "", "answers:", "has to name its question for guardian"},
		"no number for a child":       {"    guardian_phone: mobile\n", "", "answers:", "has to name its question for guardian_phone"},
		"a birth that may be open":    {"born, type: date, required: true", "born, type: date", "birth_date: born", `the question "born" has to be required`},
		"a guardian's number by mail": {"guardian_phone: mobile", "guardian_phone: contact_email", "", "has to be of type phone, not email"},
		"somebody else fills it in":   {"{key: youth, label: I myself}", "{key: coach, label: A coach}", "filled_by: who", `who fills this in is guardian or youth; "who" has other answers`},
		"four wishes":                 {"wishes: [first, second]", "wishes: [first, second, place, who]", "", "4 wishes are too many; the most is 3"},
		"a wish twice":                {"wishes: [first, second]", "wishes: [first, first]", "", `wishes names "first" twice`},
		"a wish in words":             {"wishes: [first, second]", "wishes: [first, child]", "", "has to be of type choice"},
		"a wish for nothing there is": {"{key: tall, label: The tall ones}", "{key: tiny, label: The tiny ones}", "", `"tiny" is neither a group nor an activity of one`},
		"a number there is not":       {"key: small-2", "key: small-4", "", `"small-4" is neither a group`},
		"an unknown emergency":        {"[medicine, other_mobile]", "[medicine, blood]", "", `the form has no question "blood"`},
		"texts by choice":             {"{key: safe_to_text, type: yes_no", "{key: safe_to_text, type: text", "", `kind application needs "safe_to_text" to be of type yes_no, not text`},
		"unknown keep":                {"keep: season", "keep: forever", "", `unknown keep "forever"; it is one of decision, season`},
	})
}

func TestAnswersThatAreNotKept(t *testing.T) {
	t.Parallel()
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(smallApplication) }
	expectReason(t, change("grade, type: number,", "grade, type: number, keep: decision,"), `no condition looks at "grade", and it would never be kept; do not ask it`)
	expectReason(t, change("born, type: date, required: true", "born, type: date, required: true, keep: decision"), `"born" is read later as well, so it has to be kept`)
	expectReason(t, change("agreed, type: yes_no", "agreed, type: yes_no, keep: decision", "answer: trouble, not", "answer: agreed, not"), `"agreed" is read later as well`)
	mustParse(t, change("school, type: yes_no", "school, type: yes_no, keep: decision", "diploma, type: yes_no", "diploma, type: yes_no, keep: decision", "place, type: choice", "place, type: choice, keep: decision"))
	nobody := change("contact_email", "mail", "    guardian_phone: mobile\n", "", "    guardian: guardian\n", "", "for: children", "for: adults", "signer: guardian", "signer: applicant", "who: guardians", "who: requester")
	expectReason(t, nobody, "the form asks for no way to answer")
}

func TestRefusalsOfEligibility(t *testing.T) {
	t.Parallel()
	checkRefusalsOf(t, smallApplication, map[string]refusal{
		"a condition twice":        {"key: near", "key: age", "fixed: true", `"age" is there twice`},
		"nothing asked for":        {"answer: place, is: [city, county]", "answer: place", "key: near", `condition "near" needs exactly one of is, not, age, before, after and any`},
		"two asked for":            {"is: [city, county]", "is: [city, county], not: [far]", "", "needs exactly one of"},
		"an unknown question":      {"answer: place, is: [city, county]", "answer: home, is: [city, county]", "", `the form has no question "home"`},
		"an answer there is not":   {"is: [city, county]", "is: [city, moon]", "", `"moon" is no answer to "place"; it is one of city, county, far`},
		"an answer twice":          {"is: [city, county]", "is: [city, city]", "", `is names "city" twice`},
		"yes of another kind":      {`not: ["yes"]`, `not: ["true"]`, "", `"true" is no answer to "trouble"; it is one of yes, no`},
		"words compared":           {"answer: place, is: [city, county]", "answer: child, is: [city, county]", "", `the question "child" has to be of type choice or yes_no, not text`},
		"an age of words":          {"answer: born, age", "answer: child, age", "", "has to be of type date, not text"},
		"an age without bounds":    {"age: {from: 5, to: 18}", "age: {on: today}", "", "an age needs from, to or both"},
		"nobody's age":             {"age: {from: 5, to: 18}", "age: {from: 19, to: 18}", "", "nobody is at least 19 and at most 18 years old"},
		"an age of trees":          {"age: {from: 5, to: 18}", "age: {from: 500}", "", "from has to be between 0 and 120"},
		"an age on some day":       {"age: {from: 5, to: 18}", "age: {from: 5, on: someday}", "", `unknown on "someday"; it is one of first_day, today`},
		"before some day":          {"before: first_day", "before: spring", "", `"spring" is no day; write YYYY-MM-DD in quotes, today or first_day`},
		"after no day":             {`after: "2020-01-31"`, `after: "2020-01-32"`, "", "is no day"},
		"one choice of any":        {`, {answer: diploma, is: ["yes"]}]`, "]", "key: learning", "any needs at least two answers to choose from"},
		"any of an answer":         {"key: learning, any", "key: learning, answer: place, any", "", "any names its questions itself; leave answer out"},
		"any of an unknown answer": {`{answer: diploma, is: ["yes"]}`, `{answer: diploma, is: ["maybe"]}`, "", `"maybe" is no answer to "diploma"`},
		"any of nothing":           {`{answer: diploma, is: ["yes"]}`, `{answer: diploma, is: []}`, "", "is needs at least one answer"},
		"when nobody":              {"when: {answer: place, is: [city]}", "when: {answer: place, is: [town]}", "", `"town" is no answer to "place"`},
		"when an unknown":          {"when: {answer: place, is: [city]}", "when: {answer: home, is: [city]}", "", `the form has no question "home"`},
		"nothing to say":           {", say: It is for children.", "", "key: age", "application.eligibility[0].say has no English text"},
		"nothing instead in English": {
			"instead: Ask where you live.", "instead: {es: Pregunte.}", "", "application.eligibility[1].instead has no English text",
		},
	})
}

func TestRefusalsOfChecksAndConsents(t *testing.T) {
	t.Parallel()
	checkRefusalsOf(t, smallApplication, map[string]refusal{
		"a check twice":             {"key: physical, title", "key: birth, title", "title: Physical,", `"birth" is there twice`},
		"no time to check":          {"within: 72h", "within: 0s", "", "within has to be more than 0"},
		"a result for ages":         {"valid: 8760h", "valid: 100000h", "", "valid has to be more than 0 and at most ten years"},
		"reminders not in order":    {"[1440h, 720h, 168h]", "[720h, 1440h, 168h]", "", "the reminder 1440h0m0s before the end does not come after the one before it, 720h0m0s before the end"},
		"a reminder twice":          {"[1440h, 720h, 168h]", "[1440h, 168h, 168h]", "", "does not come after the one before it"},
		"a reminder too early":      {"valid: 8760h", "valid: 1440h", "remind:", "a reminder 1440h0m0s before the end does not fit into a result that counts for 1440h0m0s"},
		"a reminder of nothing":     {"[1440h, 720h, 168h]", "[1440h, 720h, 0s]", "", "remind has to be more than 0"},
		"a review without end":      {"review: {needed: true, within: 75h}", "review: {needed: true}", "", "within has to be more than 0"},
		"no review with an end":     {"needed: true", "needed: false", "", "nobody reviews an application here; leave within out"},
		"a consent twice":           {"key: pictures, title", "key: taking_part, title", "title: Pictures,", `"taking_part" is there twice`},
		"an unknown signer":         {"signer: applicant", "signer: neighbor", "", `unknown signer "neighbor"; it is one of guardian, applicant`},
		"signed in words":           {"answer: pictures, reviewed", "answer: child, reviewed", "", "has to be of type yes_no, not text"},
		"signed by nothing":         {"answer: pictures, reviewed", "answer: photos, reviewed", "", `the form has no question "photos"`},
		"one yes for two":           {"answer: pictures, reviewed", "answer: agreed, reviewed", "title: Pictures,", `the yes to "agreed" signs another text already`},
		"not reviewed":              {"answer: pictures, reviewed: [en]", "answer: pictures, reviewed: []", "", "reviewed needs at least 1"},
		"reviewed without a text":   {"answer: agreed, reviewed: [en]", "answer: agreed, reviewed: [en, bs]", "", `there is no text in "bs" that could have been reviewed`},
		"a text of nothing":         {"text: Pictures may be shown.", "text: ' '", "", "application.consents[1].text has no English text"},
		"to an unknown":             {"who: coordinator", "who: trustee", "", `unknown who "trustee"; it is one of requester, guardians, coordinator`},
		"after an unknown event":    {"when: application.review_awaited", "when: application.reviewing", "", `unknown event "application.reviewing"`},
		"with an unknown message":   {"say: task", "say: hello", "", `unknown message "hello"`},
		"kept without end":          {"not_seated: 2161h", "not_seated: 0s", "", "not_seated has to be more than 0 and at most ten years"},
		"kept below zero":           {"ended: 8761h", "ended: -1h", "", "ended has to be more than 0"},
		"grades never looked at":    {"every: 2160h", "every: 0s", "", "every has to be more than 0"},
		"an item twice":             {"key: ball", "key: jersey", "key: jersey, title: Ball", `"jersey" is there twice`},
		"a size twice":              {"sizes: [S, M]", "sizes: [S, S]", "", `sizes names "S" twice`},
		"a size of nothing":         {"sizes: [S, M]", "sizes: [S, '']", "", "a size has to be one line of 1 to 20 characters"},
		"an item below zero":        {"cents: 2500", "cents: -1", "", "cents has to be between 0 and 100000000"},
		"a cost of everything":      {"cents: 3100", "cents: 3100000000", "", "cents has to be between 0 and 100000000"},
		"an item back in ten years": {"returns: 169h", "returns: 90000h", "", "returns has to be between nothing and a year"},
	})
	expectReason(t, strings.NewReplacer("for: children", "for: adults", "    guardian: guardian\n", "").Replace(smallApplication), "a guardian signs, yet answers names no guardian")
	expectReason(t, strings.NewReplacer("for: children", "for: adults", "    guardian_phone: mobile\n", "").Replace(smallApplication), "guardians are told, yet answers names no guardian_phone")
	expectReason(t, strings.Replace(smallApplication, "  retention: {not_seated: 2161h, ended: 8761h}\n", "", 1), "application.retention is missing")
}

func TestRefusalsOfASeason(t *testing.T) {
	t.Parallel()
	checkRefusalsOf(t, smallApplication, map[string]refusal{
		"a rule in words":          {"begins: FREQ=YEARLY;BYMONTH=3;BYDAY=1SA", "begins: every spring", "", `"every spring" cannot be read`},
		"a rule of hours":          {"FREQ=YEARLY;BYMONTH=3;BYDAY=1SA", "FREQ=HOURLY", "", "cannot be read: a rule here gives days"},
		"a rule without days":      {"BYMONTH=3;BYDAY=1SA", "BYMONTH=2;BYMONTHDAY=30", "", "gives no day at all"},
		"one over another":         {"BYMONTH=3;BYDAY=1SA", "BYMONTH=3,4;BYDAY=1SA", "", "the season that begins on 2000-03-04 lasts until 2000-04-30, and the next begins on 2000-04-01"},
		"after its own end":        {"apply_from: 1440h", "apply_from: 300h", "", "applications that begin 300h0m0s before the first day would begin after their end, 336h0m0s before it"},
		"until below zero":         {"apply_until: 336h", "apply_until: -1h", "", "apply_until has to be between nothing and a year"},
		"no session":               {"count: 8", "count: 0", "", "count has to be between 1 and 200"},
		"an unknown day":           {"days: [saturday, tuesday]", "days: [Sat]", "", `unknown days "Sat"; it is one of sunday, monday`},
		"no day":                   {"days: [saturday, tuesday], ", "", "sessions: {count: 8", "sessions need either days of the week or a rule"},
		"days and a rule":          {"days: [sunday]", "days: [sunday], rule: FREQ=DAILY", "", "sessions need either days of the week or a rule"},
		"a rule of sessions":       {"days: [sunday]", "rule: on Sundays", "", `"on Sundays" cannot be read`},
		"a rule of too few":        {"days: [sunday]", "rule: FREQ=YEARLY;BYMONTH=3;BYDAY=1SU", "", "gives less than 9 days in 2 years"},
		"a need twice":             {"needs: [records_check]", "needs: [records_check, records_check]", "", `needs names "records_check" twice`},
		"children with anybody":    {"needs: [records_check]", "needs: []", "", "name at least one check that each of them has to have passed"},
		"a crowd of coaches":       {"each: 2", "each: 21", "", "each has to be between 0 and 20, not 21"},
		"no clock":                 {`from: "09:00"`, `from: "9 a.m."`, "", `"9 a.m." is no time of day; write for example "18:00"`},
		"a session that is over":   {`to: "10:30"`, `to: "09:00"`, "", "a session from 09:00 to 09:00 ends before it begins"},
		"a session of a group":     {`from: "14:00"`, `from: "24:00"`, "", "is no time of day"},
		"a place of two lines":     {"place: The park", `place: "The\npark"`, "", "a place has to be one line"},
		"a topic twice":            {"key: tactics", "key: rules", "key: rules, title: Tactics", `"rules" is there twice`},
		"a topic for nobody":       {"title: Tactics, place: The stadium, for: big", "title: Tactics, place: The stadium, for: huge", "", `no group is for "huge"`},
		"a group for no topic":     {"capacity: 11, for: big", "capacity: 11, for: huge", "", `no topic of the outline is for "huge"`},
		"a group twice":            {"key: tall, name", "key: small, name", "name: Tall", `"small" is there twice`},
		"a group by number twice":  {"key: tall, name", "key: small-2, name", "groups:", `two groups have the key "small-2", one of them by its number`},
		"a group without places":   {"capacity: 9", "capacity: 0", "", "capacity has to be between 1 and 1000"},
		"too many alike":           {"number: 3", "number: 100000000", "groups:", "100000001 groups are too many; the most is 200"},
		"an age of nobody":         {"ages: {from: 10, to: 18}", "ages: {from: 18, to: 10}", "", "nobody is at least 18 and at most 10"},
		"an unknown mode":          {"mode: draw", "mode: auction", "", `unknown mode "auction"; it is one of first_come, draw`},
		"a draw before the end":    {"draw: 240h", "draw: 400h", "", "a draw 400h0m0s before the first day comes before applications end, 336h0m0s before it"},
		"a draw without a day":     {", draw: 240h", "", "seating:", "draw has to be more than 0"},
		"a day without a draw":     {"mode: draw, ", "", "seating:", "only mode draw has a draw; leave it out"},
		"an offer without end":     {", offer: 74h", "", "seating:", "offer has to be more than 0"},
		"more than there are":      {"completion: {sessions: 6", "completion: {sessions: 9", "", "sessions has to be between 0 and 8, the sessions that there are, not 9"},
		"a certificate of nothing": {"completion: {sessions: 6, certificate: true}", "completion: {certificate: true}", "", "a certificate needs sessions that somebody was at"},
	})
	expectReason(t, strings.NewReplacer("count: 8", "count: 1", "count: 9", "count: 1", "sessions: 6", "sessions: 1").Replace(smallApplication),
		`the outline has 2 topics for group "tall", which meets 1 times`)
}

func TestWithoutASeason(t *testing.T) {
	t.Parallel()
	before, rest, _ := strings.Cut(smallApplication, "  season:\n")
	_, after, _ := strings.Cut(rest, "  seating:")
	without := before + "  seating:" + after
	for _, reason := range []string{
		"without a season there are no places to give; leave seating out", "without a season there is nothing to complete; leave completion out",
		"without a season there are no groups to wish for; leave wishes out", `there is no season that "medicine" could be kept for`,
		"there is no season that could have a first day; write today",
	} {
		expectReason(t, without, reason)
	}
	mustParse(t, strings.NewReplacer(
		"  seating: {mode: draw, draw: 240h, siblings: true, offer: 74h}\n", "", "  completion: {sessions: 6, certificate: true}\n", "",
		"    wishes: [first, second]\n", "", "keep: season, ", "", "before: first_day", "before: today",
	).Replace(without))
}

func TestBoundsOfAnApplication(t *testing.T) {
	t.Parallel()
	var conditions, items strings.Builder
	for i := range 40 {
		fmt.Fprintf(&conditions, "    - {key: c%d, answer: place, is: [city], say: No.}\n", i)
	}
	for i := range 60 {
		fmt.Fprintf(&items, "    - {key: i%d, title: Item}\n", i)
	}
	expectReason(t, strings.Replace(smallApplication, "  screening:\n", conditions.String()+"  screening:\n", 1), "46 of eligibility are too many; the most is 30")
	expectReason(t, strings.Replace(smallApplication, "  costs:\n", items.String()+"  costs:\n", 1), "62 of equipment are too many; the most is 50")
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	p := mustParse(t, smallApplication)
	for typed, want := range map[string]string{
		"2": "2", " 12 ": "12", "1": "1", "": "", "2.0": "2",
		"0": "Write a whole number from 1 to 12.", "13": "Write a whole number from 1 to 12.", "two": "Write a whole number, for example 2.",
		"2.5": "Write a whole number, for example 2.", "1e99": "Write a whole number from 1 to 12.", "-": "Write a whole number, for example 2.",
	} {
		values, wrong := p.CheckFields([]string{"grade"}, map[string]string{"grade": typed})
		got := string(values["grade"])
		if len(wrong) > 0 {
			if p.Typed(values)["grade"] != typed {
				t.Errorf("%q: what was typed came back as %q", typed, p.Typed(values)["grade"])
			}
			got = wrong[0].Message
		} else if shown := p.Typed(values)["grade"]; shown != got {
			t.Errorf("%q is shown as %q", typed, shown)
		}
		if got != want {
			t.Errorf("%q gives %q, want %q", typed, got, want)
		}
	}
	checkRefusalsOf(t, smallApplication, map[string]refusal{
		"no number between":   {"min: 1, max: 12", "min: 12, max: 12", "", "no number is at least 12 and at most 12; min has to be less than max"},
		"a number of numbers": {"min: 1, max: 12", "min: 1, max: 2000000", "", "a bound of a number has to be between -1000000 and 1000000"},
		"a least text":        {"key: child, type: text", "key: child, type: text, min: 2", "", `only a number has a min; "child" is of type text`},
	})
}
