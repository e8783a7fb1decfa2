package notify

import (
	"strings"
	"testing"
)

func TestSegments(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text string
		n    int
		gsm  bool
	}{
		"nothing":              {"", 0, true},
		"short":                {"Reply 4821 1 or 2", 1, true},
		"160 septets":          {strings.Repeat("a", 160), 1, true},
		"161 septets":          {strings.Repeat("a", 161), 2, true},
		"306 septets":          {strings.Repeat("é", 306), 2, true},
		"307 septets":          {strings.Repeat("a", 307), 3, true},
		"80 escaped":           {strings.Repeat("€", 80), 1, true},
		"81 escaped":           {strings.Repeat("€", 81), 2, true},
		"no escape split":      {strings.Repeat("a", 152) + "[" + strings.Repeat("a", 152), 3, true},
		"Spanish that fits":    {"¿Mañana? ¡É è ñ ü à!", 1, true},
		"Spanish that doesn't": {"Aquí está", 1, false},
		"small c cedilla":      {"ç", 1, false},
		"Bosnian":              {strings.Repeat("č", 70), 1, false},
		"Bosnian, 71":          {strings.Repeat("č", 71), 2, false},
		"Bosnian, 134":         {strings.Repeat("ž", 134), 2, false},
		"Bosnian, 135":         {strings.Repeat("ž", 135), 3, false},
		"35 emoji":             {strings.Repeat("👍", 35), 1, false},
		"36 emoji":             {strings.Repeat("👍", 36), 2, false},
		"no emoji split":       {strings.Repeat("č", 66) + "👍" + strings.Repeat("č", 66), 3, false},
		"typographic":          {"don’t", 1, false},
	} {
		if n, gsm := Segments(tt.text); n != tt.n || gsm != tt.gsm {
			t.Errorf("%s: got %d parts, GSM-7 %t, want %d, %t", name, n, gsm, tt.n, tt.gsm)
		}
	}
	if n := len([]rune(gsmBasic)); n != 127 { // the 128th is the escape
		t.Errorf("%d letters, want 127", n)
	}
}

func TestGSM7(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"don’t – “wait”…":             `don't - "wait"...`,
		"„dobro” «bien» — 5\u00a0pm":  `"dobro" "bien" - 5 pm`,
		"a\u200bb\u00adc\ufeff\u202f": "abc ",
		"•\tone\u2028two":             "- one\ntwo",
		"áíóú čćšžđ ñ € 👍":            "áíóú čćšžđ ñ € 👍",
		"":                            "",
	} {
		if got := GSM7(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if _, gsm := Segments(GSM7("It’s at 5\u202fpm – “call” Ana… `x´")); !gsm {
		t.Error("a typographic text is not GSM-7 after GSM7")
	}
}
