package notify

import (
	"strings"
	"unicode/utf16"
)

// GSM 03.38: the letters of a text message at one septet each, and those that need an escape before them.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€"
)

// Room in a message of one part, and in each part of a longer one.
const (
	gsmSingle, gsmPart   = 160, 153 // septets
	ucs2Single, ucs2Part = 70, 67   // UTF-16 units
)

// plainer has for signs that look better in print what GSM 03.38 has instead.
var plainer = strings.NewReplacer(
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "′", "'", "ʼ", "'", "´", "'", "`", "'", "‹", "'", "›", "'",
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "″", `"`, "«", `"`, "»", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-", "•", "-", "…", "...", "·", ".", "×", "x", "⁄", "/",
	"\u00a0", " ", "\u2000", " ", "\u2001", " ", "\u2002", " ", "\u2003", " ", "\u2004", " ", "\u2005", " ", "\u2006", " ", "\u2007", " ",
	"\u2008", " ", "\u2009", " ", "\u200a", " ", "\u202f", " ", "\u205f", " ", "\u3000", " ", "\t", " ", "\u2028", "\n", "\u2029", "\n",
	"\u00ad", "", "\u200b", "", "\u2060", "", "\ufeff", "",
)

// GSM7 puts plainer signs for typographic quotes, dashes, dots and spaces, so that a text may fit one message. Letters stay as
// they are, even those that GSM 03.38 lacks.
func GSM7(text string) string { return plainer.Replace(text) }

// Segments counts the parts in which a text is sent (and paid for), and tells whether all of it is in GSM 03.38.
func Segments(text string) (n int, gsm7 bool) {
	for _, r := range text {
		if septets(r) == 0 {
			return parts(text, utf16.RuneLen, ucs2Single, ucs2Part), false
		}
	}
	return parts(text, septets, gsmSingle, gsmPart), true
}

// septets is 0 for what GSM 03.38 lacks.
func septets(r rune) int {
	switch {
	case strings.ContainsRune(gsmBasic, r):
		return 1
	case strings.ContainsRune(gsmExtended, r):
		return 2
	}
	return 0
}

// parts never splits a letter between two of them.
func parts(text string, size func(rune) int, single, part int) int {
	total, n, used := 0, 0, part
	for _, r := range text {
		need := size(r)
		if total += need; used+need > part {
			n, used = n+1, 0
		}
		used += need
	}
	if total > 0 && total <= single {
		return 1
	}
	return n
}
