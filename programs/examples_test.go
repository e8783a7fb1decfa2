package programs_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
)

// whatThereIs is what programs that people apply to can name.
var whatThereIs = programs.Known{
	Kinds: map[string]bool{"application": true},
	Events: map[string]bool{
		"application.submitted": true, "application.review_awaited": true, "application.consent_asked": true, "application.question_asked": true,
		"application.accepted": true, "application.refused": true, "application.place_noted": true, "application.session_noted": true,
		"application.check_ending": true, "application.ended": true,
	},
	Messages: map[string]bool{
		"task": true, "question": true, "application_received": true, "application_news": true, "offer": true, "place": true,
		"session_cancelled": true, "clearance_ending": true,
	},
}

// TestTheRulesOfOthersNeedNoGo walks one application that fits and one that does not through the rules of each example.
func TestTheRulesOfOthersNeedNoGo(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		at           string // when both apply
		fits, not    string // answers
		first, fails string // the first day that it is for, and the conditions that fail
	}{
		"burlington/explorers": {
			"2026-10-01", `{"full_name":"Young Fictional","birth_date":"2012-12-03","eighth_grade":true,"guardian_name":"Somebody Fictional","guardian_phone":"(314) 555-0112"}`,
			`{"full_name":"Young Fictional","birth_date":"2012-12-04","eighth_grade":false}`, "2026-12-03", "age eighth_grade",
		},
		"burlington/citizens-academy": {
			"2026-11-01", `{"full_name":"Somebody Fictional","birth_date":"1990-05-17","near":"works","all_sessions":true,"contact_email":"somebody@example.org","records_check_consent":true}`,
			`{"full_name":"Somebody Fictional","birth_date":"2010-05-17","near":"neither","all_sessions":false,"contact_email":"somebody@example.org","records_check_consent":true}`,
			"2027-02-16", "age all_sessions near",
		},
		"sierra-vista/citizen-police-academy": {
			"2017-06-23", `{"full_name":"Somebody Fictional","birth_date":"1990-05-17","near":"lives","contact_phone":"(314) 555-0111","records_check_consent":true,"felony":false,"misdemeanor":false,"arrest":false}`,
			`{"full_name":"Somebody Fictional","birth_date":"1990-05-17","near":"lives","contact_phone":"(314) 555-0111","records_check_consent":true,"felony":false,"misdemeanor":true,"arrest":true}`,
			"2017-08-10", "arrest misdemeanor",
		},
		"san-mateo/fall-sports": {
			"2023-08-27", `{"child_name":"Child Fictional","birth_date":"2010-05-17","grade":"grade_8","sport":"flag_football","served_school":true,"guardian_name":"Somebody Fictional","guardian_phone":"(314) 555-0112","guardian_consent":true}`,
			`{"child_name":"Child Fictional","birth_date":"2012-05-17","grade":"grade_5","sport":"volleyball_older","served_school":true,"guardian_name":"Somebody Fictional","guardian_phone":"(314) 555-0112","guardian_consent":true}`,
			"2023-09-22", "older_grade",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			org, key, _ := strings.Cut(name, "/")
			catalog, err := programs.NewCatalog(fstest.MapFS{}, os.DirFS("examples"), whatThereIs)
			if err != nil {
				t.Fatal(err)
			}
			p, found := catalog.Find(org, key)
			home, known := catalog.Organization(org)
			if !found || !known {
				t.Fatal("it is not there")
			}
			at := day(t, tt.at).Add(20 * time.Hour)
			term, open := p.Application.Season.Next(at, home.Location())
			if !open || term.FirstDay != day(t, tt.first) {
				t.Fatalf("an application is for %s, %v", term.FirstDay.Format(time.DateOnly), open)
			}
			for answers, fails := range map[string]string{tt.fits: "", tt.not: tt.fails} {
				var raw map[string]json.RawMessage
				if err := json.Unmarshal([]byte(answers), &raw); err != nil {
					t.Fatal(err)
				}
				checked, err := p.Check(raw)
				if err != nil {
					t.Fatalf("%v, %+v", err, err)
				}
				findings := p.Application.Evaluate(checked, application.Days{Today: at, FirstDay: term.FirstDay})
				var failed []string
				for _, f := range findings {
					if f.Outcome == application.Failed {
						failed = append(failed, f.Key)
					}
				}
				slices.Sort(failed)
				if got := strings.Join(failed, " "); got != fails || (p.Application.Refusal(findings, "en") != nil) != (fails != "") {
					t.Errorf("%q failed, want %q", got, fails)
				}
			}
		})
	}
}

// TestAnnouncedDaysComeOut: the published ends of applications and last days follow from the rules.
func TestAnnouncedDaysComeOut(t *testing.T) {
	t.Parallel()
	catalog, err := programs.NewCatalog(fstest.MapFS{}, os.DirFS("examples"), whatThereIs)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ org, key, term, from, until, last string }{
		{"sierra-vista", "citizen-police-academy", "2017-08", "2016-06-25", "2017-06-24", "2017-10-26"},
		{"san-mateo", "fall-sports", "2023-09", "2023-08-01", "2023-08-28", "2023-11-10"},
		{"burlington", "explorers", "2021-12", "2020-11-26", "2021-11-25", "2022-10-06"},
	} {
		p, _ := catalog.Find(tt.org, tt.key)
		home, _ := catalog.Organization(tt.org)
		term, ok := p.Application.Season.Term(tt.term, home.Location())
		from, until := term.ApplyFrom.In(home.Location()).Format(time.DateOnly), term.ApplyUntil.In(home.Location()).Format(time.DateOnly)
		if !ok || from != tt.from || until != tt.until || term.LastDay.Format(time.DateOnly) != tt.last {
			t.Errorf("%s: from %s until %s, last day %s", tt.key, from, until, term.LastDay.Format(time.DateOnly))
		}
	}
}

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
