package programs_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/programs"
)

func TestCheckFields(t *testing.T) {
	t.Parallel()
	p := mustParse(t, small)
	tests := map[string]struct {
		key   string
		typed map[string]string
		value string // JSON in the draft; empty: none
		says  string
	}{
		"dollars":                    {"amount_cents", map[string]string{"amount_cents": " $1,500.50"}, `150050`, ""},
		"dollars in words":           {"amount_cents", map[string]string{"amount_cents": "a lot"}, `"a lot"`, "Write the amount in dollars, for example 850 or 1,500.00."},
		"no dollars at all":          {"amount_cents", map[string]string{"amount_cents": "0"}, `"0"`, "Write an amount above zero."},
		"nothing typed":              {"amount_cents", map[string]string{"amount_cents": "  "}, ``, "Write the amount."},
		"yes":                        {"urgent", map[string]string{"urgent": "yes"}, `true`, ""},
		"no":                         {"urgent", map[string]string{"urgent": " No "}, `false`, ""},
		"perhaps":                    {"urgent", map[string]string{"urgent": "perhaps"}, `"perhaps"`, "Choose yes or no."},
		"not chosen":                 {"urgent", nil, ``, ""},
		"a date in one":              {"day", map[string]string{"day": "2026-03-04"}, `"2026-03-04"`, ""},
		"a date in three":            {"day", map[string]string{"day-year": "2026", "day-month": "3", "day-day": " 4"}, `"2026-03-04"`, ""},
		"a date that is not":         {"day", map[string]string{"day-year": "2026", "day-month": "2", "day-day": "30"}, `"2026-2-30"`, "This date is not in the calendar. Please check the month and the day."},
		"a date without a year":      {"day", map[string]string{"day-month": "3", "day-day": "4"}, `"-3-4"`, "Write the month, the day and the year."},
		"a year of two digits":       {"day", map[string]string{"day-year": "26", "day-month": "3", "day-day": "4"}, `"26-3-4"`, "Write the year with four digits, for example 2026."},
		"a month in words":           {"day", map[string]string{"day-year": "2026", "day-month": "March", "day-day": "4"}, `"2026-March-4"`, "Write the month and the day as numbers, for example 3 and 24."},
		"a date as written here":     {"day", map[string]string{"day": "3/4/2026"}, `"3/4/2026"`, "Write a date that exists, as year-month-day, for example 2026-03-24."},
		"long ago":                   {"day", map[string]string{"day": "1066-10-14"}, `"1066-10-14"`, "Write a date between the years 1900 and 2100."},
		"a name":                     {"member_name", map[string]string{"member_name": " Ana  Marić"}, `"Ana Marić"`, ""},
		"a name that cannot be read": {"member_name", map[string]string{"member_name": "Ana\xff"}, `"Ana\ufffd"`, "Some characters here cannot be read. Please type this again."},
		"no name":                    {"member_name", nil, ``, "Write a few words here."},
		"another choice":             {"need", map[string]string{"need": "travel"}, `"travel"`, "Choose one of the answers."},
		"a telephone":                {"phone", map[string]string{"phone": "314-555-0100"}, `"+13145550100"`, ""},
		"a field there is not":       {"fax", map[string]string{"fax": "1"}, ``, "This form does not ask for this. Leave it out."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			values, wrong := p.CheckFields([]string{tt.key}, tt.typed)
			if got := string(values[tt.key]); got != tt.value {
				t.Errorf("kept %s, want %s", got, tt.value)
			}
			switch {
			case tt.says == "" && len(wrong) > 0:
				t.Errorf("refused: %v", wrong)
			case tt.says != "" && (len(wrong) != 1 || wrong[0] != domain.FieldError{Field: tt.key, Message: tt.says}):
				t.Errorf("got %v, want %q", wrong, tt.says)
			}
		})
	}
}

func TestCheckFieldsLooksAtWholeGroupsOnly(t *testing.T) {
	t.Parallel()
	p := mustParse(t, small)
	if _, wrong := p.CheckFields([]string{"phone"}, nil); len(wrong) > 0 {
		t.Errorf("half a group: %v", wrong)
	}
	if _, wrong := p.CheckFields([]string{"phone", "email"}, nil); len(wrong) != 1 || wrong[0].Field != "phone" {
		t.Errorf("nobody can be reached: %v", wrong)
	}
	if _, wrong := p.CheckFields([]string{"phone", "email"}, map[string]string{"email": "a"}); len(wrong) != 1 || wrong[0].Field != "email" {
		t.Errorf("told once, where it is wrong: %v", wrong)
	}
	if _, wrong := p.CheckFields([]string{"phone", "email"}, map[string]string{"email": "a@example.org"}); len(wrong) > 0 {
		t.Errorf("one is enough: %v", wrong)
	}
}

func TestWhatWasTypedComesBack(t *testing.T) {
	t.Parallel()
	p := mustParse(t, small)
	keys := []string{"for_whom", "member_name", "need", "what_happened", "amount_cents", "phone", "email", "day", "urgent"}
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"self", "1,500", "12.5", "2026-3-4", "yes", "no", "a@example.org", "314 555 0100", "-", "--"}))
	rapid.Check(t, func(t *rapid.T) {
		inputs := rapid.SampledFrom(append([]string{"day-year", "day-month", "day-day"}, keys...))
		typed := rapid.MapOfN(inputs, texts, 0, 8).Draw(t, "typed")
		values, wrong := p.CheckFields(keys, typed)
		shown := p.Typed(values)
		again, wrongAgain := p.CheckFields(keys, shown)
		if len(wrong) != len(wrongAgain) {
			t.Fatalf("%v became %v: %v, then %v", typed, shown, wrong, wrongAgain)
		}
		if !maps.EqualFunc(values, again, func(a, b json.RawMessage) bool { return string(a) == string(b) }) {
			t.Fatalf("%s, then %s", values, again)
		}
		if len(wrong) == 0 {
			if _, err := p.Check(values); err != nil {
				t.Fatalf("the page accepted %s, the form did not: %v", values, err)
			}
		}
	})
}

func TestTypedShowsMoneyAndDates(t *testing.T) {
	t.Parallel()
	p := mustParse(t, small)
	shown := p.Typed(map[string]json.RawMessage{
		"amount_cents": json.RawMessage(`150050`), "day": json.RawMessage(`"2026-03-04"`), "urgent": json.RawMessage(`true`),
		"email": json.RawMessage(`{`), "phone": json.RawMessage(`[]`),
	})
	want := map[string]string{
		"amount_cents": "1,500.50", "day": "2026-03-04", "day-year": "2026", "day-month": "03", "day-day": "04", "urgent": "yes", "email": "", "phone": "",
	}
	if !maps.Equal(shown, want) {
		t.Errorf("got %v, want %v", shown, want)
	}
}

func TestAChoiceInOnesOwnWords(t *testing.T) {
	t.Parallel()
	p, findings := programs.Parse("city", "hmca", "hmca.yaml", read(t, "city/hmca.yaml"))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	for name, tt := range map[string]struct {
		typed map[string]string
		want  string
	}{
		"a code":  {map[string]string{"language": "es"}, `"es"`},
		"words":   {map[string]string{"language": "", "language-own": " Tiếng  Việt "}, `"Tiếng Việt"`},
		"neither": {map[string]string{"language": ""}, ``},
	} {
		values, wrong := p.CheckFields([]string{"language"}, tt.typed)
		if len(wrong) > 0 || string(values["language"]) != tt.want {
			t.Errorf("%s: %s, %v", name, values["language"], wrong)
		}
	}
	values, wrong := p.CheckFields([]string{"language"}, map[string]string{"language": "bs", "language-own": "Dari"})
	if len(wrong) != 1 || string(values["language"]) != `"Dari"` {
		t.Errorf("both: %s, %v; want a question, and the words kept", values["language"], wrong)
	}
	if _, wrong := p.CheckFields([]string{"who_is_asking"}, map[string]string{"who_is_asking": "", "who_is_asking-own": "me"}); len(wrong) == 0 {
		t.Error("a choice that is not free takes any words")
	}
}

// read gives a file that comes with Almoner.
func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(programs.Builtin(), name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
