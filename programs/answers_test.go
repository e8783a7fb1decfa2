package programs_test

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/programs"
)

func answersOf(pairs ...string) map[string]json.RawMessage {
	raw := map[string]json.RawMessage{
		"for_whom": json.RawMessage(`"self"`), "member_name": json.RawMessage(`"Ana Marić"`), "need": json.RawMessage(`"medical"`),
		"what_happened": json.RawMessage(`"A fall."`), "amount_cents": json.RawMessage(`85000`), "phone": json.RawMessage(`"314 555 0100"`),
	}
	for i := 0; i < len(pairs); i += 2 {
		raw[pairs[i]] = json.RawMessage(pairs[i+1])
	}
	return raw
}

func TestCheckAccepts(t *testing.T) {
	t.Parallel()
	p := mustParse(t, small)
	tests := map[string]struct {
		key, raw string
		want     any // nil: not answered
	}{
		"spaces tidied":             {"member_name", `"  Ana \u00a0 Marić "`, "Ana Marić"},
		"any letters and marks":     {"member_name", `"Nguyễn Thị-O’Neill عمر 李"`, "Nguyễn Thị-O’Neill عمر 李"},
		"128 characters":            {"member_name", `"` + strings.Repeat("ž", 128) + `"`, strings.Repeat("ž", 128)},
		"a pair of surrogates":      {"member_name", `"\ud83d\ude00"`, "😀"},
		"several lines":             {"what_happened", `"One.\r\n\r\n\r\n Two.\t"`, "One.\n\nTwo."},
		"null":                      {"day", `null`, nil},
		"an empty string":           {"day", `"  "`, nil},
		"the largest amount":        {"amount_cents", `100000000`, int64(100_000_000)},
		"an amount with a zero":     {"amount_cents", `85000.00`, int64(85_000)},
		"a whole number by power":   {"amount_cents", ` 8.5E4 `, int64(85_000)},
		"a leap day":                {"day", `"2028-02-29"`, "2028-02-29"},
		"no":                        {"urgent", `false`, false},
		"a telephone with dots":     {"phone", `"+1 (314) 555.0100"`, "+13145550100"},
		"a telephone in Bosnia":     {"phone", `"+387 61 123 456"`, "+38761123456"},
		"an address in capitals":    {"email", `" Ana.M+x@Mail.Example.ORG "`, "Ana.M+x@mail.example.org"},
		"an address in two scripts": {"email", `"ana@šuma.example"`, "ana@šuma.example"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers, err := p.Check(answersOf(tt.key, tt.raw))
			if err != nil {
				var e *domain.Error
				errors.As(err, &e)
				t.Fatalf("%v: %v", err, e.Fields)
			}
			if got := answers[tt.key]; got != tt.want {
				t.Fatalf("got %#v, want %#v", got, tt.want)
			}
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	p := mustParse(t, small)
	tests := map[string]struct{ key, raw, want string }{
		"a field nobody asked for":     {"fax", `"1"`, "This form does not ask for this. Leave it out."},
		"required but null":            {"member_name", `null`, "Write a few words here."},
		"required but empty":           {"what_happened", `" \n "`, "Write a few words here."},
		"required and invisible":       {"member_name", `"\u200b"`, "Write a few words here."},
		"no choice":                    {"for_whom", `""`, "Choose one of the answers."},
		"no amount":                    {"amount_cents", `null`, "Write the amount."},
		"an amount of nothing":         {"amount_cents", `0`, "Write an amount above zero."},
		"a number for text":            {"member_name", `7`, "Write this in words."},
		"an object for text":           {"member_name", `{"first":"Ana"}`, "Write this in words."},
		"a list for a choice":          {"need", `["medical"]`, "Write this in words."},
		"true for text":                {"member_name", `true`, "Write this in words."},
		"a line break in a line":       {"member_name", `"Ana\nMarić"`, "Some characters here cannot be read. Please type this again."},
		"a NUL":                        {"what_happened", `"a\u0000b"`, "Some characters here cannot be read. Please type this again."},
		"a turned direction":           {"what_happened", `"a\u202eb"`, "Some characters here cannot be read. Please type this again."},
		"half a surrogate pair":        {"member_name", `"a\ud800"`, "Some characters here cannot be read. Please type this again."},
		"bytes that are not UTF-8":     {"member_name", "\"a\xff\"", "Some characters here cannot be read. Please type this again."},
		"JSON that ends early":         {"member_name", `"a`, "Some characters here cannot be read. Please type this again."},
		"129 characters":               {"member_name", `"` + strings.Repeat("ž", 129) + `"`, "Shorten this to 128 characters or fewer."},
		"4001 characters":              {"what_happened", `"` + strings.Repeat("ž", 4001) + `"`, "Shorten this to 4000 characters or fewer."},
		"another choice":               {"need", `"travel"`, "Choose one of the answers."},
		"the label of a choice":        {"need", `"Medical"`, "Choose one of the answers."},
		"a negative amount":            {"amount_cents", `-1`, "Write an amount that is not below zero."},
		"half a cent":                  {"amount_cents", `0.5`, "Write the amount in whole cents, for example 85000 for $850."},
		"half a cent by power":         {"amount_cents", `5e-1`, "Write the amount in whole cents, for example 85000 for $850."},
		"a cent too much":              {"amount_cents", `100000001`, "Write an amount of at most $1,000,000."},
		"a hundred digits":             {"amount_cents", strings.Repeat("9", 100), "Write the amount in whole cents, for example 85000 for $850."},
		"a power without end":          {"amount_cents", `1e999999999`, "Write the amount in whole cents, for example 85000 for $850."},
		"an amount as text":            {"amount_cents", `"85000"`, "Write the amount in whole cents, for example 85000 for $850."},
		"a list for an amount":         {"amount_cents", `[1]`, "Write the amount in whole cents, for example 85000 for $850."},
		"a day that is not":            {"day", `"2026-02-30"`, "Write a date that exists, as year-month-day, for example 2026-03-24."},
		"a date as written here":       {"day", `"3/24/2026"`, "Write a date that exists, as year-month-day, for example 2026-03-24."},
		"a time":                       {"day", `"2026-03-24T00:00:00Z"`, "Write a date that exists, as year-month-day, for example 2026-03-24."},
		"long ago":                     {"day", `"1899-12-31"`, "Write a date between the years 1900 and 2100."},
		"far ahead":                    {"day", `"2101-01-01"`, "Write a date between the years 1900 and 2100."},
		"yes as a word":                {"urgent", `"yes"`, "Choose yes or no."},
		"yes as a number":              {"urgent", `1`, "Choose yes or no."},
		"a telephone in words":         {"phone", `"ask inside"`, "Write a telephone number with its area code, for example (314) 555-0100."},
		"a telephone without area":     {"phone", `"555-0100"`, "Write a telephone number with its area code, for example (314) 555-0100."},
		"a telephone of zeros":         {"phone", `"000-000-0000"`, "Write a telephone number with its area code, for example (314) 555-0100."},
		"a telephone without end":      {"phone", `"` + strings.Repeat("5", 100) + `"`, "Write a telephone number with its area code, for example (314) 555-0100."},
		"an extension":                 {"phone", `"314-555-0100 x12"`, "Write a number that can be called without an extension."},
		"an address without @":         {"email", `"ana"`, "Write an e-mail address, for example name@example.org."},
		"an address without a dot":     {"email", `"ana@home"`, "Write an e-mail address, for example name@example.org."},
		"an address with a name":       {"email", `"Ana <ana@example.org>"`, "Write an e-mail address, for example name@example.org."},
		"an address in quotes":         {"email", `"\"a b\"@example.org"`, "Write an e-mail address, for example name@example.org."},
		"two addresses":                {"email", `"a@example.org, b@example.org"`, "Write an e-mail address, for example name@example.org."},
		"an address with two dots":     {"email", `"a@example..org"`, "Write an e-mail address, for example name@example.org."},
		"an address with a dash":       {"email", `"a@-example.org"`, "Write an e-mail address, for example name@example.org."},
		"an address of a machine":      {"email", `"a@[127.0.0.1]"`, "Write an e-mail address, for example name@example.org."},
		"an address too long":          {"email", `"a@` + strings.Repeat("b.", 130) + `org"`, "Write an e-mail address, for example name@example.org."},
		"neither telephone nor e-mail": {"phone", `null`, "Write a telephone number or an e-mail address."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers, err := p.Check(answersOf(tt.key, tt.raw))
			var e *domain.Error
			if !errors.As(err, &e) || e.Code != domain.Invalid || answers != nil {
				t.Fatalf("got %v, %v", answers, err)
			}
			want := []domain.FieldError{{Field: tt.key, Message: tt.want}}
			if !reflect.DeepEqual(e.Fields, want) {
				t.Fatalf("got %q, want %q", e.Fields, want)
			}
		})
	}
}

func TestCheckNamesEveryField(t *testing.T) {
	t.Parallel()
	p := mustParse(t, small)
	_, err := p.Check(nil)
	var e *domain.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	var fields []string
	for _, f := range e.Fields {
		fields = append(fields, f.Field)
	}
	if got := strings.Join(fields, " "); got != "for_whom member_name need what_happened amount_cents phone" {
		t.Errorf("got %q", got)
	}
	many := answersOf()
	for i := range 100 {
		many[strings.Repeat("y", 100+i)] = json.RawMessage(`1`)
	}
	_, err = p.Check(many)
	if !errors.As(err, &e) || len(e.Fields) != 20 || len(e.Fields[19].Field) != 64 {
		t.Errorf("%d unknown fields are listed: %q", len(e.Fields), e.Fields)
	}
}

func TestAnswersAccessors(t *testing.T) {
	t.Parallel()
	p := mustParse(t, small)
	answers, err := p.Check(answersOf("urgent", "false"))
	if err != nil {
		t.Fatal(err)
	}
	if answers.Text("member_name") != "Ana Marić" || answers.Text("amount_cents") != "" || answers.Text("day") != "" {
		t.Error("Text")
	}
	if answers.Cents("amount_cents") != 85_000 || answers.Cents("member_name") != 0 {
		t.Error("Cents")
	}
	if value, answered := answers.Bool("urgent"); value || !answered {
		t.Error("Bool of an answer")
	}
	if _, answered := answers.Bool("day"); answered {
		t.Error("Bool of no answer")
	}
	for _, bad := range []string{`[]`, `{"a":1.5}`, `{"a":{}}`, `{"a":null}`, `{`} {
		if json.Unmarshal([]byte(bad), new(programs.Answers)) == nil {
			t.Errorf("%s was read as answers", bad)
		}
	}
}

// drawJSON gives plausible and implausible values alike.
func drawJSON() *rapid.Generator[json.RawMessage] {
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"self", "medical", "2026-02-28", "2026-2-8", " (314) 555-0100", "+44 20 7946 0000", "911", "A@B.example", "a@İ.example", "\u200b", "a\r\n b",
	}))
	return rapid.OneOf(
		rapid.Map(texts, func(s string) json.RawMessage { b, _ := json.Marshal(s); return b }),
		rapid.Map(rapid.Float64(), func(f float64) json.RawMessage { b, _ := json.Marshal(f); return b }),
		rapid.Map(rapid.Int64Range(-5, 100_000_005), func(n int64) json.RawMessage { b, _ := json.Marshal(n); return b }),
		rapid.Map(rapid.SampledFrom([]string{`true`, `false`, `null`, `{}`, `[1,[2]]`, ``, ` `, `"`, `1e`, `--1`}), func(s string) json.RawMessage { return json.RawMessage(s) }),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 20), func(b []byte) json.RawMessage { return b }),
	)
}

func TestCheckNeverPanicsAndRoundTrips(t *testing.T) {
	t.Parallel()
	p := mustParse(t, small)
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		raw := answersOf()
		keys := rapid.SampledFrom([]string{"for_whom", "member_name", "need", "what_happened", "amount_cents", "phone", "email", "day", "urgent", "fax"})
		maps.Copy(raw, rapid.MapOfN(keys, drawJSON(), 0, 3).Draw(t, "raw"))
		answers, err := p.Check(raw)
		if err != nil {
			if domain.CodeOf(err) != domain.Invalid {
				t.Fatal(err)
			}
			return
		}
		accepted++
		stored, err := json.Marshal(answers)
		if err != nil {
			t.Fatal(err)
		}
		var read programs.Answers
		if err := json.Unmarshal(stored, &read); err != nil || !maps.Equal(read, answers) {
			t.Fatalf("%s came back as %v, %v", stored, read, err)
		}
		var again map[string]json.RawMessage
		if err := json.Unmarshal(stored, &again); err != nil {
			t.Fatal(err)
		}
		if second, err := p.Check(again); err != nil || !maps.Equal(second, answers) {
			t.Fatalf("%s checked again: %v, %v", stored, second, err)
		}
	})
	if accepted == 0 {
		t.Error("nothing was accepted")
	}
}

func TestEveryRequiredTypeSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for kind, want := range map[programs.FieldType]string{
		programs.TypeText:     "Write a few words here.",
		programs.TypeLongText: "Write a few words here.",
		programs.TypeChoice:   "Choose one of the answers.",
		programs.TypeMoney:    "Write the amount.",
		programs.TypeDate:     "Write the date.",
		programs.TypeYesNo:    "Choose yes or no.",
		programs.TypePhone:    "Write a telephone number, for example (314) 555-0100.",
		programs.TypeEmail:    "Write an e-mail address, for example name@example.org.",
	} {
		p := programs.Program{Form: programs.Form{Fields: []programs.Field{{Key: "a", Type: kind, Required: true, Max: 1}}}}
		_, err := p.Check(nil)
		var e *domain.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Message != want {
			t.Errorf("%s: got %v, want %q", kind, err, want)
		}
		_, err = p.Check(map[string]json.RawMessage{"a": json.RawMessage(`"ab"`)})
		if kind == programs.TypeText && (!errors.As(err, &e) || e.Fields[0].Message != "Shorten this to 1 character or fewer.") {
			t.Errorf("a max of one: %v", err)
		}
	}
}
