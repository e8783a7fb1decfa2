package programs_test

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
)

// applicationPrograms are the programs that come with Almoner and that people apply to, with the questions that need an answer.
var applicationPrograms = map[string]string{
	"city/citizens-academy":    "full_name birth_date city_connection records_check_consent active_warrant",
	"city/explorers":           "filled_by full_name birth_date eighth_grade schooling criminal_record",
	"city/explorers-adviser":   "full_name birth_date first_reference first_reference_phone second_reference second_reference_phone conduct_agreed records_check_consent",
	"city/pal":                 "child_name birth_date activity guardian_name guardian_phone guardian_consent",
	"city/pal-coach":           "full_name birth_date first_reference first_reference_phone second_reference second_reference_phone conduct_agreed records_check_consent",
	"county/academy-volunteer": "full_name birth_date first_reference first_reference_phone second_reference second_reference_phone conduct_agreed records_check_consent",
	"county/citizen-academy":   "full_name birth_date first_choice",
	"county/pal":               "child_name birth_date activity guardian_name guardian_phone guardian_consent",
	"county/pal-coach":         "full_name birth_date first_reference first_reference_phone second_reference second_reference_phone conduct_agreed records_check_consent",
	"county/teen-academy":      "filled_by full_name birth_date first_choice guardian_name guardian_phone",
	"county/ucan-volunteer":    "full_name birth_date first_reference first_reference_phone second_reference second_reference_phone conduct_agreed records_check_consent",
}

func builtinProgram(t *testing.T, name string) programs.Program {
	t.Helper()
	org, key, _ := strings.Cut(name, "/")
	data, err := fs.ReadFile(programs.Builtin(), name+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, findings := programs.Parse(org, key, name+".yaml", data, whatThereIs)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return p
}

func TestBuiltinProgramsThatPeopleApplyTo(t *testing.T) {
	t.Parallel()
	for name, want := range applicationPrograms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := builtinProgram(t, name)
			var required []string
			for _, f := range p.Form.Fields {
				if f.Required {
					required = append(required, f.Key)
				}
				if f.Help.In("en") == "" {
					t.Errorf("%s does not say why it is asked", f.Key)
				}
			}
			if got := strings.Join(required, " "); got != want {
				t.Errorf("required are %s", got)
			}
			if p.Kind != programs.KindApplication || !p.Open || len(p.Form.Pages[0].Ask) > 1 {
				t.Errorf("kind %s, open %v, pages %v", p.Kind, p.Open, p.Form.Pages)
			}
			for _, key := range []string{"contact_phone", "contact_email", "safe_to_text"} {
				if f, ok := p.Form.Field(key); !ok || f.Required {
					t.Errorf("%s is not there, or required", key)
				}
			}
			rules := p.Application
			for _, c := range rules.Consents {
				if !slices.Contains(c.Reviewed, "en") {
					t.Errorf("the text of %s was not reviewed", c.Key)
				}
			}
			if rules.For == application.ForVolunteers {
				checkVolunteers(t, *rules)
			}
			if rules.For == application.ForChildren && (rules.Season == nil || !rules.Seating.Siblings || len(rules.Answers.Emergency) == 0) {
				t.Errorf("season %v, seating %+v, emergency %v", rules.Season != nil, rules.Seating, rules.Answers.Emergency)
			}
		})
	}
}

// checkVolunteers: nobody helps with children unchecked, and the end of a check is seen coming.
func checkVolunteers(t *testing.T, rules application.Rules) {
	t.Helper()
	remind := []time.Duration{60 * 24 * time.Hour, 30 * 24 * time.Hour, 7 * 24 * time.Hour}
	ends := map[string]bool{}
	for _, c := range rules.Screening {
		ends[c.Key] = c.Valid == 2*365*24*time.Hour && slices.Equal(c.Remind, remind)
	}
	if _, references := ends["references"]; !ends["records_check"] || !ends["youth_protection"] || !references {
		t.Errorf("checks are %+v", rules.Screening)
	}
}

// TestWhatOutsideClientsSendIsTaken sends exactly the answers that clients are told of, first only those that are required.
func TestWhatOutsideClientsSendIsTaken(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		program, answers string
		refusal          string
	}{
		"an academy":                  {"city/citizens-academy", `{"full_name":"Somebody Fictional","birth_date":"1990-05-17","city_connection":"resident","active_warrant":false,"records_check_consent":true,"contact_email":"somebody@example.org"}`, ""},
		"an academy, by telephone":    {"city/citizens-academy", `{"full_name":"Somebody Fictional","birth_date":"1990-05-17","city_connection":"business_owner","active_warrant":false,"records_check_consent":true,"contact_phone":"(314) 555-0111","cohort":"wednesday_evening"}`, ""},
		"an academy, another class":   {"city/citizens-academy", `{"full_name":"Somebody Fictional","birth_date":"1990-05-17","city_connection":"resident","active_warrant":false,"records_check_consent":true,"contact_phone":"(314) 555-0111","cohort":"2027-02"}`, ""},
		"an academy, too young":       {"city/citizens-academy", `{"full_name":"Somebody Fictional","birth_date":"2012-05-17","city_connection":"resident","active_warrant":false,"records_check_consent":true,"contact_email":"somebody@example.org"}`, "18 or older"},
		"an academy, with a warrant":  {"city/citizens-academy", `{"full_name":"Somebody Fictional","birth_date":"1990-05-17","city_connection":"resident","active_warrant":true,"records_check_consent":true,"contact_email":"somebody@example.org"}`, "active warrant"},
		"an academy, no check":        {"city/citizens-academy", `{"full_name":"Somebody Fictional","birth_date":"1990-05-17","city_connection":"resident","active_warrant":false,"records_check_consent":false,"contact_email":"somebody@example.org"}`, "records check"},
		"a league":                    {"city/pal", `{"child_name":"Child Fictional","birth_date":"2016-05-17","activity":"soccer","guardian_name":"Somebody Fictional","guardian_phone":"(314) 555-0112","guardian_consent":true}`, ""},
		"a league, with all there is": {"city/pal", `{"child_name":"Child Fictional","birth_date":"2020-02-29","activity":"basketball","guardian_name":"Somebody Fictional","guardian_phone":"(314) 555-0112","guardian_consent":true,"second_guardian_phone":"(314) 555-0113","medical_note":"A made-up allergy."}`, ""},
		"a league, too old":           {"city/pal", `{"child_name":"Child Fictional","birth_date":"1999-05-17","activity":"soccer","guardian_name":"Somebody Fictional","guardian_phone":"(314) 555-0112","guardian_consent":true}`, "5 to 18 years old"},
		"a league, without a yes":     {"city/pal", `{"child_name":"Child Fictional","birth_date":"2016-05-17","activity":"soccer","guardian_name":"Somebody Fictional","guardian_phone":"(314) 555-0112","guardian_consent":false}`, "without the yes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := builtinProgram(t, tt.program)
			var raw map[string]json.RawMessage
			if err := json.Unmarshal([]byte(tt.answers), &raw); err != nil {
				t.Fatal(err)
			}
			answers, err := p.Check(raw)
			if err != nil {
				t.Fatalf("%v, %+v", err, err)
			}
			zone, err := time.LoadLocation("America/Chicago")
			if err != nil {
				t.Fatal(err)
			}
			at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
			term, open := p.Application.Season.Next(at, zone)
			if !open {
				t.Fatal("applications are closed")
			}
			findings := p.Application.Evaluate(answers, application.Days{Today: at, FirstDay: term.FirstDay})
			refusal := p.Application.Refusal(findings, "en")
			if tt.refusal == "" && refusal != nil || tt.refusal != "" && !strings.Contains(domain.MessageOf(refusal), tt.refusal) {
				t.Errorf("got %v", refusal)
			}
		})
	}
}

// TestApplicationsAreAlwaysTaken: whenever somebody applies, there is a season that it is for.
func TestApplicationsAreAlwaysTaken(t *testing.T) {
	t.Parallel()
	for name := range applicationPrograms {
		season := builtinProgram(t, name).Application.Season
		for day := 0; season != nil && day < 366; day += 3 {
			if _, open := season.Next(time.Date(2026, 1, 1+day, 18, 0, 0, 0, time.UTC), time.UTC); !open {
				t.Errorf("%s: nothing is open %d days into the year", name, day)
				break
			}
		}
	}
}

func TestPublishedFacts(t *testing.T) {
	t.Parallel()
	academy := builtinProgram(t, "city/citizens-academy").Application
	class := academy.Season.AllGroups()
	if len(class) != 1 || class[0].Capacity != 30 || academy.Season.Sessions.Count != 12 || academy.Season.Sessions.From != "18:00" || academy.Completion.Sessions != 10 {
		t.Errorf("the academy of the city: %+v", academy.Season)
	}
	league := builtinProgram(t, "city/pal")
	teams, places, ages := 0, 0, map[string]bool{}
	for _, g := range league.Application.Season.AllGroups() {
		teams, places = teams+1, places+g.Capacity
		for age := g.Ages.From; age <= g.Ages.To; age++ {
			ages[g.Activity+" "+time.Duration(age).String()] = true
		}
	}
	if teams != 85 || places < 700 || len(ages) != 14*9 {
		t.Errorf("%d teams with %d places for %d ages of activities", teams, places, len(ages))
	}
	if league.Phone != "(314) 444-5967" || len(league.Application.Costs) != 3 || len(league.Application.Equipment) != 2 {
		t.Errorf("telephone %s, costs %+v", league.Phone, league.Application.Costs)
	}
	for key, want := range map[string]programs.Keep{"medical_note": programs.KeepForSeason, "child_name": ""} {
		if f, _ := league.Form.Field(key); f.Keep != want {
			t.Errorf("%s is kept %q", key, f.Keep)
		}
	}
	for program, key := range map[string]string{"city/citizens-academy": "active_warrant", "city/explorers": "criminal_record"} {
		if f, _ := builtinProgram(t, program).Form.Field(key); f.Keep != programs.KeepForDecision {
			t.Errorf("%s of %s is kept", key, program)
		}
	}
}

func TestExplorers(t *testing.T) {
	t.Parallel()
	rules := builtinProgram(t, "city/explorers").Application
	answers := func(change ...any) map[string]any {
		a := map[string]any{"birth_date": "2010-05-17", "eighth_grade": true, "schooling": "high_school", "grades": true, "criminal_record": false}
		for i := 0; i+1 < len(change); i += 2 {
			a[change[i].(string)] = change[i+1]
		}
		return a
	}
	for name, tt := range map[string]struct {
		answers map[string]any
		failed  string
	}{
		"in high school":            {answers(), ""},
		"with a diploma, no grades": {answers("schooling", "diploma", "grades", false), ""},
		"grades that are not":       {answers("grades", false), "grades"},
		"grades not said":           {answers("grades", nil), ""},
		"a record":                  {answers("criminal_record", true), "record"},
		"21 on the first day":       {answers("birth_date", "2005-08-05"), "age"},
		"20 on the first day":       {answers("birth_date", "2005-08-06"), ""},
		"14 and in eighth grade":    {answers("birth_date", "2012-01-17", "eighth_grade", false, "schooling", "other"), "eighth_grade school"},
	} {
		findings := rules.Evaluate(tt.answers, application.Days{Today: day(t, "2026-07-01"), FirstDay: day(t, "2026-08-05")})
		var failed []string
		for _, f := range findings {
			if f.Outcome == application.Failed {
				failed = append(failed, f.Key)
			}
		}
		if got := strings.Join(failed, " "); got != tt.failed {
			t.Errorf("%s: %q failed", name, got)
		}
	}
}
