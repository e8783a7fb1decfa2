package notify

import (
	"strings"
	"testing"
)

func TestParseReply(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Reply{
		"":                  {},
		"?!":                {Rest: "?!"},
		"4821 1":            {Code: "4821", Choice: 1},
		"4821-1":            {Code: "4821", Choice: 1},
		"4821, 2":           {Code: "4821", Choice: 2},
		"4821.1":            {Code: "4821", Choice: 1},
		"4821\n1\n":         {Code: "4821", Choice: 1},
		"(4821) #1!":        {Code: "4821", Choice: 1},
		"“4821 1”":          {Code: "4821", Choice: 1},
		"1 4821":            {Code: "4821", Choice: 1},
		"yes 4821":          {Code: "4821", Choice: 1},
		"４８２１　１":            {Code: "4821", Choice: 1},
		"٤٨٢١ ٢":            {Code: "4821", Choice: 2},
		"4821 1️⃣":          {Code: "4821", Choice: 1},
		"1":                 {Choice: 1},
		" 2. ":              {Choice: 2},
		"9":                 {Choice: 9},
		"0":                 {Rest: "0"},
		"10":                {Rest: "10"},
		"4821":              {Code: "4821"},
		"4821?":             {Code: "4821"},
		"48211":             {Rest: "48211"},
		"482":               {Rest: "482"},
		"4821 yes":          {Code: "4821", Choice: 1},
		"4821 YES":          {Code: "4821", Choice: 1},
		"4821 go":           {Code: "4821", Choice: 1},
		"4821 y":            {Code: "4821", Choice: 1},
		"4821 sí":           {Code: "4821", Choice: 1},
		"4821 si\u0301":     {Code: "4821", Choice: 1},
		"4821 SÍ.":          {Code: "4821", Choice: 1},
		"4821 da":           {Code: "4821", Choice: 1},
		"4821 no":           {Code: "4821", Choice: 2},
		"4821 Pass":         {Code: "4821", Choice: 2},
		"4821 n":            {Code: "4821", Choice: 2},
		"4821: ne!":         {Code: "4821", Choice: 2},
		"ＹＥＳ":               {Choice: 1},
		"sí, gracias":       {Choice: 1, Rest: "gracias"},
		"No, thank you":     {Choice: 2, Rest: "thank you"},
		"4821 2 sorry":      {Code: "4821", Choice: 2, Rest: "sorry"},
		"4821 1 on my way!": {Code: "4821", Choice: 1, Rest: "on my way!"},
		"4821 1 (Ana too)":  {Code: "4821", Choice: 1, Rest: "(Ana too)"},
		"4821 1 👍":          {Code: "4821", Choice: 1, Rest: "👍"},
		// No certain answer: what is left is for a person to read.
		"no problem":               {Rest: "no problem"},
		"4821 no problem":          {Code: "4821", Rest: "no problem"},
		"4821 go ahead without me": {Code: "4821", Rest: "go ahead without me"},
		"da li je kasno?":          {Rest: "da li je kasno?"},
		"yes or no":                {Rest: "yes or no"},
		"1 2":                      {Rest: "1 2"},
		"1 hour":                   {Rest: "1 hour"},
		"1:30":                     {Rest: "1:30"},
		"4821 1:30":                {Code: "4821", Rest: "1:30"},
		"4821 2 hours away":        {Code: "4821", Rest: "2 hours away"},
		"4821 1 2":                 {Code: "4821", Rest: "1 2"},
		"I can at 5":               {Rest: "I can at 5"},
		"2832 Arsenal St":          {Code: "2832", Rest: "Arsenal St"},
		"yesterday":                {Rest: "yesterday"},
		"goat":                     {Rest: "goat"},
		"bad \xff bytes":           {Rest: "bad \xff bytes"},
		// START and HELP.
		"START":                {Start: true},
		"unstop":               {Start: true},
		"Start please":         {Start: true},
		"opt in":               {Start: true},
		"Comenzar":             {Start: true},
		"start without me":     {Rest: "start without me"},
		"4821 start":           {Code: "4821", Rest: "start"},
		"HELP":                 {Help: true},
		"info":                 {Help: true},
		"¿Ayuda?":              {Help: true},
		"pomoć":                {Help: true},
		"POMOĆ!":               {Help: true},
		"I need help":          {Help: true},
		"4821 help":            {Help: true, Code: "4821"},
		"I can help them move": {Rest: "I can help them move"},
	} {
		if got := ParseReply(text); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}

func TestStop(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"STOP", "stop", " Stop. ", "“stop”", "'stop'", "st\u200bop", "ＳＴＯＰ", "STOPALL", "stop all", "quit", "end", "END.", "revoke", "opt out", "opt-out", "Optout",
		"cancel", "Unsubscribe", "alto", "¡Alto!", "baja", "prekini", "odjava",
		"please stop", "Stop please", "PLEASE STOP!!!", "stop now", "ok stop", "no, stop", "stop it", "stop stop stop", "4821 stop", "stop 4821", "4821 1 stop", "1 stop", "4821 yes stop", "4821 cancel",
		"stop texting me", "Please stop texting me.", "stop messaging me", "stop sending me messages", "stop all messages", "stop these texts now", "can you stop texting me",
		"Could you please stop sending texts to this number?", "I want to stop", "I want to opt out", "quit texting me", "cancel my subscription", "end all messages",
		"I revoke my consent", "unsubscribe me", "take me off your list", "remove me", "leave me alone",
		"don't text me", "Don’t text me anymore", "do not contact me", "do not contact me again", "no more texts", "No more messages please", "I don't want these messages",
		"don't send me texts", "no más mensajes", "no me envíen más mensajes", "no quiero mensajes", "nemojte slati poruke", "ne šaljite mi poruke",
		"STOP. I told you already", "Stop! Wrong person", "Stop\n\nSent from my phone", "STOP, wrong number", "I moved away. Please stop.", "help STOP", "start. stop",
	} {
		if got := ParseReply(text); got != (Reply{Stop: true}) {
			t.Errorf("%q: got %+v", text, got)
		}
	}
	for _, text := range []string{
		"I will stop by at 5", "I can stop by tomorrow", "Stop by at 5", "stop by the church", "I'll stop at the store first", "the bus stop", "Meet me at the stop",
		"at the stop, see you", "my last stop is Arsenal", "stopping by", "nonstop", "one stop, then home", "don't stop", "please do not stop texting", "I don't want to stop",
		"never stop", "cannot stop now", "cancel the visit tomorrow", "cancel it", "Can I cancel?", "I would like to cancel", "I want to quit", "cancel my visit", "Cancel. I can't come", "I will end at 5", "the end", "weekend",
		"at the end of the day", "quitting time is 6", "the rain won't stop", "she could not stop crying", "no more", "I do not have your number",
		"I don't get your messages", "text me", "send me the list", "unstop", "es muy alto", "remove my coat", "don't send flowers",
	} {
		if got := ParseReply(text); got.Stop {
			t.Errorf("%q: taken for stop", text)
		}
	}
}

func FuzzParseReply(f *testing.F) {
	for _, seed := range []string{
		"4821 1", "1️⃣", "please stop texting me", "don’t text me", "I will stop by at 5", "４８２１　１", "\xff'stop", "no me envíen más mensajes", "stop.\nend;", "4821 yes\u0301\u200b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := ParseReply(text)
		switch {
		case r.Stop && r != (Reply{Stop: true}), r.Start && r.Help, r.Choice < 0 || r.Choice > 9, r.Code != "" && (len(r.Code) != 4 || !digits(r.Code)):
			t.Errorf("%q: %+v", text, r)
		case !strings.Contains(text, r.Rest):
			t.Errorf("%q: rest %q was not written", text, r.Rest)
		}
		upper := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' {
				return r - 'a' + 'A'
			}
			return r
		}, strings.ToValidUTF8(text, "\ufffd"))
		for _, same := range []string{upper, "  " + text, text + " ", "…" + text, text + " !!"} {
			if got := ParseReply(same); got.Stop != r.Stop {
				t.Errorf("%q stops: %t, %q: %t", text, r.Stop, same, got.Stop)
			}
		}
	})
}
