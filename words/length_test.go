package words_test

import (
	"strings"
	"testing"

	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/words"
)

// TestTextMessagesAreShort: what calls somebody out fits into one part, everything else into two, in GSM-7 wherever the language allows that.
func TestTextMessagesAreShort(t *testing.T) {
	t.Parallel()
	link := "https://almoner.example.org/go/" + strings.Repeat("x", 34)
	receipt := "https://almoner.example.org/r/FS-0000-0000/" + strings.Repeat("x", 26)
	for _, language := range words.Languages() {
		for key := range words.Keys(language) {
			notice := strings.HasPrefix(key, "notice.") && strings.HasSuffix(key, ".sms") || key == "draft.sms"
			if !notice && !strings.HasPrefix(key, "reply.") {
				continue
			}
			first, most := receipt, 2
			if strings.HasPrefix(key, "notice.dispatch") {
				first = link
			}
			if key == "notice.dispatch.sms" {
				most = 1
			}
			if !notice {
				first = "(314) 555-0100"
			}
			text := notify.GSM7(words.Say(language, key, first, "Family Association", "4821"))
			parts, gsm7 := notify.Segments(text)
			if language == "en" && !gsm7 {
				t.Errorf("%s holds a letter that costs a text message more than half of its length: %s", key, text)
			}
			if parts > most {
				t.Errorf("%s takes %d parts: %s", key, parts, text)
			}
		}
	}
}

// TestMessagesSayNothing: whoever looks over a shoulder learns neither what a message is about nor whom.
func TestMessagesSayNothing(t *testing.T) {
	t.Parallel()
	for key := range words.Keys("en") {
		if !strings.HasPrefix(key, "notice.") && !strings.HasPrefix(key, "reply.") && !strings.HasPrefix(key, "draft.") {
			continue
		}
		text := strings.ToLower(words.Say("en", key))
		for _, telling := range []string{"homicide", "murder", "death", "died", "kill", "funeral", "police", "minister", "victim", "$", "amount"} {
			if strings.Contains(text, telling) {
				t.Errorf("%s says %q", key, telling)
			}
		}
	}
}
