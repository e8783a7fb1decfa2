package notify

import "strings"

// phrases are read as one word each: the first of every line.
var phrases = phrasesOf(
	"optout: opt out, opt me out",
	"optin: opt in, opt me in",
	"stop: remove me, take me off, leave me alone, do not text, do not message, do not contact, do not write, dont text, dont message, dont contact, "+
		"dont write, never text, never message, never contact, no me escriba, no me escriban, no me contacten, nemojte pisati",
	"refuse: do not want, do not need, do not send, dont want, dont wanna, dont need, dont send, no more, no mas, no quiero, no me envie, no me envien, "+
		"no me mande, no me manden, ne zelim, ne saljite, nemojte slati, nemoj slati",
)

func phrasesOf(lines ...string) *strings.Replacer {
	var pairs []string
	for _, line := range lines {
		name, all, _ := strings.Cut(line, ": ")
		for phrase := range strings.SplitSeq(all, ", ") {
			pairs = append(pairs, spaced(strings.Fields(phrase)), " "+name+" ")
		}
	}
	return strings.NewReplacer(pairs...)
}

// spaced has a space on either side of every word, so that two phrases can stand next to each other.
func spaced(words []string) string { return " " + strings.Join(words, "  ") + " " }

// joined gives the words with phrases made one word.
func joined(words []word) []string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.text
	}
	return strings.Fields(phrases.Replace(spaced(all)))
}

// The words of a message that asks for no more messages.
var (
	// stopWords end messages wherever a clause of its own says nothing else.
	stopWords = set("stop stopall unsubscribe optout alto")
	// endWords do so alone, or together with a word for messages: people also cancel visits.
	endWords = set("quit end revoke cancel parar pare detener baja prekini prekinite prestani prestanite odjava odjavi")
	// messageWords say that it is about messages.
	messageWords = set("text texts texting message messages messaging msg msgs sms alert alerts notification notifications reminders contact contacting " +
		"subscription consent mensaje mensajes textos poruka poruke")
	// aboutWords may stand with them.
	aboutWords = set("me us my mine this these those the your our all any anything it from to at number phone cell list of off anymore more sending " +
		"receiving getting writing calling call instead yes y no start help info mi numero este esta mas de los las enviar enviarme mandar mandarme mi vise")
	// askingWords make a whole message a request, but prove nothing in half a sentence.
	askingWords = set("i id want wanna wish would like can could to be have")
	civilWords  = set("please pls plz thanks thank you sorry now just kindly immediately again ever ok okay hi hello hey por favor gracias ya ahora molim vas te hvala odmah")
	// nounMarks before "stop" make it a place.
	nounMarks = set("the this that your my our")
)

// clauseEnds are the signs after which something else is said.
const clauseEnds = ".!?;,\n–—("

// asksToStop errs towards stopping where a clause of its own asks for it, and towards going on where "stop" is part of a
// sentence about something else.
func asksToStop(words []word) bool {
	words = withoutAnswer(words)
	if revokes(joined(words), true) {
		return true
	}
	from := 0
	for i, w := range words {
		if w.mark == 0 || !strings.ContainsRune(clauseEnds, w.mark) {
			continue
		}
		if revokes(joined(words[from:i+1]), false) {
			return true
		}
		from = i + 1
	}
	return from > 0 && revokes(joined(words[from:]), false)
}

// withoutAnswer leaves out "4821", "4821 1" and "1" beside what may be a stop.
func withoutAnswer(words []word) []word {
	number := func(i, length int) bool {
		return i < len(words) && len(words[i].text) == length && digits(words[i].text)
	}
	switch {
	case number(0, 4) && number(1, 1):
		return words[2:]
	case number(0, 4), len(words) == 2 && number(0, 1):
		return words[1:]
	case len(words) == 2 && number(1, 4):
		return words[:1]
	}
	return words
}

// revokes tells whether the words say that messages are to end, and nothing else. Of a clause that is not the whole message more
// certainty is wanted.
func revokes(words []string, whole bool) bool {
	var stops, ends, refuses, named, about bool
	var before string
	negated := false // "I don't want to": stop would mean the opposite
	for _, w := range words {
		switch {
		case (stopWords[w] || endWords[w]) && (negated || nounMarks[before]):
			return false
		case stopWords[w]:
			stops = true
		case endWords[w]:
			ends = true
		case w == "refuse":
			refuses = true
		case messageWords[w]:
			named = true
		case aboutWords[w] || whole && askingWords[w]:
			about = true
		case civilWords[w]:
		default:
			return false
		}
		negated = w == "refuse" || negated && w == "to"
		before = w
	}
	return stops || whole && (named && (refuses || ends) || ends && !about)
}
