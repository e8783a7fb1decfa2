package domain_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/almoner/almoner/domain"
)

func TestClean(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, line, text string }{
		"spaces around and between":  {"  Ana   Marić ", "Ana Marić", "Ana Marić"},
		"spaces that do not break":   {"\u00a0Ana\u2003Marić\u3000", "Ana Marić", "Ana Marić"},
		"only spaces":                {" \t\n ", "", ""},
		"only what nobody can see":   {"\u200b\u200d\ufeff", "", ""},
		"line ends of other systems": {"a\r\nb\rc", "a\r\nb\rc", "a\nb\nc"},
		"paragraphs":                 {"\n\na  \n \n\n\nb \n", "a  \n \n\n\nb", "a\n\nb"},
		"joiners inside stay":        {"a\u200db", "a\u200db", "a\u200db"},
		"a lone NUL does not vanish": {"\x00", "\x00", "\x00"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := domain.CleanText(tt.in); got != tt.text {
				t.Errorf("CleanText = %q, want %q", got, tt.text)
			}
			if strings.Contains(tt.line, "\n") {
				return
			}
			if got := domain.CleanLine(tt.in); got != tt.line {
				t.Errorf("CleanLine = %q, want %q", got, tt.line)
			}
		})
	}
}

func TestCleaningTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("a \n\r\t\u00a0\u200b\x00")), 0, 20, -1)).Draw(t, "s")
		if line := domain.CleanLine(s); domain.CleanLine(line) != line {
			t.Fatalf("CleanLine is not settled on %q", s)
		}
		if text := domain.CleanText(s); domain.CleanText(text) != text {
			t.Fatalf("CleanText is not settled on %q", s)
		}
	})
}

func TestHasControl(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in         string
		text, line bool
	}{
		"plain":                   {"José Ñandú 李 عمر", false, false},
		"an emoji with a joiner":  {"👩\u200d👧", false, false},
		"line breaks and tabs":    {"a\r\n\tb", false, true},
		"NUL":                     {"a\x00b", true, true},
		"bell":                    {"a\ab", true, true},
		"delete":                  {"a\x7fb", true, true},
		"C1":                      {"a\u0085b", true, true},
		"line separator":          {"a\u2028b", true, true},
		"paragraph separator":     {"a\u2029b", true, true},
		"direction override":      {"a\u202eb", true, true},
		"direction isolate":       {"a\u2066b", true, true},
		"bytes that are not text": {"a\xffb", true, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := domain.HasControl(tt.in); got != tt.text {
				t.Errorf("in text: %v, want %v", got, tt.text)
			}
			if got := domain.HasControlInLine(tt.in); got != tt.line {
				t.Errorf("in a line: %v, want %v", got, tt.line)
			}
		})
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text  string
		names []string
		want  string
	}{
		"a full name":                      {"Ana Marić lost her home.", []string{"Ana Marić"}, "[…] lost her home."},
		"a first name, in any case":        {"ANA is well, ana too", []string{"Ana Marić"}, "[…] is well, […] too"},
		"the name turned around":           {"Marić, Ana", []string{"Ana Marić"}, "[…], […]"},
		"a possessive":                     {"Maria's roof", []string{"Maria Lopez"}, "[…]'s roof"},
		"accents left out":                 {"Maric and MARIĆ", []string{"Marić"}, "[…] and […]"},
		"accents as marks of their own":    {"Jose\u0301 fell", []string{"José"}, "[…] fell"},
		"accents only in the text":         {"José fell", []string{"Jose"}, "[…] fell"},
		"parts of longer words stay":       {"anatomy, Montana", []string{"Ana"}, "anatomy, Montana"},
		"short words only with the whole":  {"Bo Li and Li went to Bo", []string{"Bo Li"}, "[…] and Li went to Bo"},
		"an apostrophe":                    {"O'Brien, O’Brien, Brien", []string{"Pat O'Brien"}, "[…], […], […]"},
		"a double name":                    {"Smith-Jones, Smith", []string{"Kim Smith-Jones"}, "[…], […]"},
		"over a line break":                {"Bo\nLi fell", []string{"Bo Li"}, "[…] fell"},
		"several names side by side":       {"Ana Ben fell", []string{"Ana", "Ben"}, "[…] fell"},
		"another script":                   {"Иван упал, Ивану", []string{"иван петров"}, "[…] упал, Ивану"},
		"telephone numbers":                {"call (314) 555-0100 or +1 314.555.0100 or 3145550100", nil, "call […] or […] or […]"},
		"a number in foreign digits":       {"٣١٤٥٥٥٠١٠٠", nil, "[…]"},
		"amounts and dates stay":           {"$1,500,000.00 on 2026-03-24, 3/24/2026, 123456", nil, "$1,500,000.00 on 2026-03-24, 3/24/2026, 123456"},
		"an e-mail address":                {"write to <ana.m+x@mail.example.org>.", nil, "write to <[…]>."},
		"an address that holds the name":   {"maria@example.org", []string{"Maria"}, "[…]"},
		"no names, no change":              {"The roof fell in.", nil, "The roof fell in."},
		"names without letters are no use": {"The roof fell in.", []string{"", "  ", "-", "T"}, "The roof fell in."},
		"a number that identifies":         {"t-1001, T-10012, $1001", []string{"T-1001"}, "[…], […], $1001"},
		"a number written another way":     {"My badge is t 1005, or T1005, or 1005; it cost $1005", []string{"T-1005"}, "My badge is […], or […], or […]; it cost $1005"},
		"a number that nobody gave":        {"I am T-1005 of apartment 12", nil, "I am […] of apartment 12"},
		"only digits, and a longer amount": {"No. 1001 paid $11001", []string{"1001"}, "No. […] paid $11001"},
		"bytes that are not text":          {"\xffAna\xff", []string{"Ana"}, "\xff[…]\xff"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := domain.Redact(tt.text, tt.names); got != tt.want {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRedactLeavesNoName(t *testing.T) {
	t.Parallel()
	namePart := rapid.StringMatching(`[A-ZČŽŠĐ][a-zčćžšđ]{2,9}`)
	rapid.Check(t, func(t *rapid.T) {
		first, last := namePart.Draw(t, "first"), namePart.Draw(t, "last")
		filler := rapid.SliceOfN(rapid.StringMatching(`[ .,0-9!\n(]{1,4}`), 4, 4).Draw(t, "filler")
		text := filler[0] + strings.ToUpper(first) + filler[1] + last + filler[2] + first + " " + last + filler[3]
		got := domain.Redact(text, []string{first + " " + last})
		for _, part := range []string{first, last} {
			if strings.Contains(strings.ToLower(got), strings.ToLower(part)) {
				t.Fatalf("%q still names %q", got, part)
			}
		}
		if again := domain.Redact(got, []string{first + " " + last}); again != got {
			t.Fatalf("redacting %q again gave %q", got, again)
		}
	})
}

func TestRedactNeverPanics(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		names := rapid.SliceOfN(rapid.String(), 0, 4).Draw(t, "names")
		if got := domain.Redact(text, names); utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
