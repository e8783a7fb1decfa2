package notify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Reply is what somebody's text message asks for. Of Stop, Start and Help at most one is true, and Stop stands alone.
type Reply struct {
	Stop   bool
	Start  bool
	Help   bool
	Code   string // four digits that say which question is answered, or empty
	Choice int    // 1 to 9, or 0 where none can be told for certain
	Rest   string // what follows code and choice, as it was written
}

// word is a run of letters and digits, in lower case without accents; end is where it ends in the text as written.
type word struct {
	text string
	end  int
	mark rune // the first sign after it, or 0
}

// What people write for 1 and 2, and what does not change such an answer.
var (
	choiceWords = map[string]int{"yes": 1, "y": 1, "si": 1, "da": 1, "go": 1, "no": 2, "n": 2, "ne": 2, "pass": 2}
	courtesies  = set("please pls plz thanks thank thx you sorry por favor gracias molim hvala te")
	// measures after a digit make it an amount: "4821 1 hour" is no answer.
	measures = set("am pm h hr hrs hour hours m min mins minute minutes sec second seconds day days week weeks block blocks mile miles of more other " +
		"people person hora horas minuto minutos dia dias sat sata minuta dan dana")
	startPhrases = set("start unstop optin subscribe resume comenzar iniciar pocni prijava")
	helpPhrases  = set("help info ayuda pomoc")
	helpWords    = set("i need want me more get necesito quiero mas trebam treba mi your")
)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

// ParseReply reads an answer to a text message. It never guesses a choice: where more follows than code, digit and courtesy, only a
// digit after a code counts.
func ParseReply(text string) Reply {
	words := wordsOf(text)
	if asksToStop(words) {
		return Reply{Stop: true}
	}
	spoken := joined(words)
	if only(spoken, startPhrases, courtesies) {
		return Reply{Start: true}
	}
	var r Reply
	at := 0 // words read
	if number, i := leadingCode(words); number != "" {
		r.Code, at = number, 1
		if i == 1 { // "1 4821": the choice stands first
			r.Choice, at = choiceOf(words[0].text), 2
		}
	}
	if only(joined(words[at:]), helpPhrases, courtesies, helpWords) && r.Choice == 0 {
		return Reply{Help: true, Code: r.Code}
	}
	if r.Choice == 0 && at < len(words) {
		if n, counts := choose(words[at:], r.Code != ""); counts {
			r.Choice, at = n, at+1
		}
	}
	r.Rest = strings.TrimSpace(text)
	if at > 0 {
		r.Rest = remainder(text[words[at-1].end:])
	}
	return r
}

// leadingCode finds four digits at the start or after a choice.
func leadingCode(words []word) (number string, at int) {
	for i := range min(len(words), 2) {
		if w := words[i].text; len(w) == 4 && digits(w) {
			return w, i
		}
		if choiceOf(words[i].text) == 0 {
			break
		}
	}
	return "", 0
}

// choose reads the first of the words as a choice.
func choose(words []word, afterCode bool) (n int, counts bool) {
	n = choiceOf(words[0].text)
	if n == 0 {
		return 0, false
	}
	if !slices.ContainsFunc(words[1:], func(w word) bool { return !courtesies[w.text] }) {
		return n, true
	}
	next := words[1].text
	return n, afterCode && digits(words[0].text) && !digits(next[:1]) && !measures[next]
}

// choiceOf is 0 for what is no choice.
func choiceOf(w string) int {
	if len(w) == 1 && w[0] >= '1' && w[0] <= '9' {
		return int(w[0] - '0')
	}
	return choiceWords[w]
}

// only tells whether the words are one of these at least and otherwise nothing but fillers.
func only(words []string, these map[string]bool, fillers ...map[string]bool) bool {
	found := false
	for _, w := range words {
		switch {
		case these[w]:
			found = true
		case !slices.ContainsFunc(fillers, func(f map[string]bool) bool { return f[w] }):
			return false
		}
	}
	return found
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// remainder leaves out the signs between an answer and what follows it.
func remainder(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) }) {
		return ""
	}
	return strings.TrimSpace(strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unseen(r) || strings.ContainsRune(`,.;:!?-–—)]"'”’»`, r)
	}))
}

// wordsOf drops what is not seen and takes apostrophes for nothing, so that "don't" is one word.
func wordsOf(text string) []word {
	var words []word
	var b strings.Builder
	end := 0
	finish := func() {
		if b.Len() > 0 {
			words = append(words, word{text: b.String(), end: end})
			b.Reset()
		}
	}
	for i, r := range text {
		after := i + utf8.RuneLen(r) // of letters and signs that are not seen: never of a broken one
		switch {
		case unseen(r) || strings.ContainsRune("'’‘ʼ´`", r):
			if b.Len() > 0 && unseen(r) {
				end = after
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(plain(r))
			end = after
		default:
			finish()
			if len(words) > 0 && words[len(words)-1].mark == 0 && !unicode.IsSpace(r) || r == '\n' && len(words) > 0 {
				words[len(words)-1].mark = r
			}
		}
	}
	finish()
	return words
}

// unseen signs change how the one before them looks.
func unseen(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) }

// plain is a letter in lower case without its accent, or a digit as ASCII has it.
func plain(r rune) rune {
	for _, zero := range []rune{'٠', '۰', '०', '０'} {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	if r >= 'Ａ' && r <= 'ｚ' {
		r -= 'Ａ' - 'A'
	}
	r = unicode.ToLower(r)
	if i := slices.Index(accented, r); i >= 0 {
		return unaccented[i]
	}
	return r
}

var (
	accented   = []rune("áàâäéèêëíìîïóòôöúùûüñçčćšžđ")
	unaccented = []rune("aaaaeeeeiiiioooouuuuncccszd")
)
