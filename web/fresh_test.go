package web_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// sentTo tells what a program sent to an address so far.
func sentTo(t *testing.T, api testkit.API, to string) (channels []string) {
	t.Helper()
	var box struct {
		Messages []struct{ Channel string } `json:"messages"`
	}
	api.Must(t, http.StatusOK, "GET", "/demo/mailbox.json?to="+strings.ReplaceAll(to, "+", "%2B"), "", nil).Into(t, &box)
	for _, m := range box.Messages {
		channels = append(channels, m.Channel)
	}
	return channels
}

// settled waits until no message of a case waits to be sent.
func settled(t *testing.T, n *node.Node, reference string) {
	t.Helper()
	testkit.Eventually(t, 20*time.Second, "the messages of "+reference, func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices n JOIN cases c ON c.id = n.case_id WHERE c.reference = '`+reference+`' AND n.sent_at IS NULL`) == 0
	})
}

// TestWhatIsPromisedIsWhatHappens: nobody is texted without a yes, and right after it was sent a request says how its family hears of it.
func TestWhatIsPromisedIsWhatHappens(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	const never, mail, text, once = "We do not write to you: please look here", "we write to your e-mail address", "we send a text message to your telephone", "We write once to your e-mail address"
	const call = "If we have to speak with you, we call."
	tests := map[string]struct {
		number string
		more   []any
		say    string
		calls  string
		sent   int
	}{
		"left open":                {"314-555-0151", []any{"phone_shared", true}, never, call, 0},
		"left open, with hours":    {"314-555-0152", []any{"call_hours", "h09_12"}, never, "we call, only between 9:00 a.m. and noon of a day", 0},
		"said no":                  {"314-555-0153", []any{"safe_to_text", false}, never, call, 0},
		"said yes":                 {"314-555-0154", []any{"safe_to_text", true}, text, "", 1},
		"an address besides":       {"314-555-0155", []any{"contact_email", "fresh@city.demo.invalid"}, once, call, 0},
		"an address, and said yes": {"314-555-0156", []any{"contact_email", "fresh-yes@city.demo.invalid", "safe_to_text", true}, mail, "", 0},
		"does not know yet":        {"314-555-0157", []any{"safe_to_text", true, "family_notified", false}, never, call, 0},
	}
	for name, tt := range tests {
		r := api.Refer(t, "", append([]any{"who_is_asking", "family", "contact_phone", tt.number}, tt.more...)...)
		page := string(api.Must(t, http.StatusOK, "GET", "/r/"+r.Reference+"/"+r.Token+"?new=1", "", nil).Body)
		expect(t, name, page, []string{tt.say, tt.calls}, []string{"If you gave an e-mail address"})
		settled(t, n, r.Reference)
		if got := sentTo(t, api, tt.number); len(got) != tt.sent {
			t.Errorf("%s: %d messages were sent to the telephone", name, len(got))
		}
	}
	if got := sentTo(t, api, "fresh@city.demo.invalid"); len(got) != 1 {
		t.Errorf("the address alone got %v", got)
	}
	other := api.Refer(t, "", "who_is_asking", "clergy", "contact_phone", "314-555-0158", "safe_to_text", true)
	expect(t, "for a family", string(api.Must(t, http.StatusOK, "GET", "/r/"+other.Reference+"/"+other.Token+"?new=1", "", nil).Body),
		nil, []string{"We do not write to you", "we write to your", "we send a text"})
}

// TestTheDesksReceiptSaysWhereItsWordsAre: it repeats what lies on the desk's side and leaves out the rest, on the page as on paper.
func TestTheDesksReceiptSaysWhereItsWordsAre(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	look := func(r testkit.Receipt) (page string) {
		t.Helper()
		testkit.Eventually(t, 20*time.Second, "the desk's side of "+r.Reference, func() bool {
			page = string(api.Must(t, http.StatusOK, "GET", "/r/"+r.Reference+"/"+r.Token+"?new=1", "", nil).Body)
			return strings.Contains(page, "record.pdf")
		})
		return page
	}
	const onward = "Your answers went to the coordinator; nothing more of them is kept on your side."
	none := []string{"Not provided", "Who is asking?", "If you gave an e-mail address", "we write to your", "we send a text"}
	waits := api.Refer(t, "city/desk", "family_notified", false, "family_contact_name", "Rosalind Fictional", "area", "north", "contact_phone", "314-555-0171")
	expect(t, "while the family has to be told", look(waits), []string{onward, "Rosalind Fictional", "North"}, none)
	told := api.Refer(t, "city/desk", "family_contact_name", "Casimir Pretend", "contact_phone", "314-555-0172")
	expect(t, "of a family that knows", look(told), []string{onward}, append(none, "Casimir Pretend"))
	paper := onPaper(t, string(api.Must(t, http.StatusOK, "GET", "/r/"+told.Reference+"/"+told.Token+"/record.pdf", "", nil).Body))
	if !bytes.Contains(paper, wide("went to the coordinator")) || bytes.Contains(paper, wide("Not provided")) {
		t.Error("the record repeats answers that it does not have, or does not say where they are")
	}
}

// TestEveryKindOfProgramSaysHowItAnswers: also where nothing is asked about messages, and none is sent.
func TestEveryKindOfProgramSaysHowItAnswers(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	send := func(program string, answers map[string]any) string {
		t.Helper()
		var r testkit.Receipt
		organization, key, _ := strings.Cut(program, "/")
		api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/"+organization+"/programs/"+key+"/requests", "", map[string]any{"language": "en", "answers": answers}).Into(t, &r)
		return string(api.Must(t, http.StatusOK, "GET", "/r/"+r.Reference+"/"+r.Token+"?new=1", "", nil).Body)
	}
	concern := map[string]any{"who_is_telling": "parent", "what_happened": "Something fictional.", "contact_phone": "314-555-0161", "contact_email": "told@city.demo.invalid"}
	expect(t, "a report", send("city/speak-up", concern), []string{"We do not write to you", "If we have to speak with you, we call."}, []string{"we write to your e-mail"})
	welfare := testkit.Answers()["answers"].(map[string]any)
	delete(welfare, "contact_email")
	delete(welfare, "safe_to_text")
	welfare["contact_phone"] = "314-555-0162"
	expect(t, "a fund, by telephone", send("county/welfare", welfare), []string{"We do not write to you", "we call"}, nil)
	welfare["contact_email"] = "fund@county.demo.invalid"
	expect(t, "a fund, by e-mail", send("county/welfare", welfare), []string{"we write to your e-mail address"}, []string{"We do not write to you"})
	academy := map[string]any{
		"full_name": "Robin Fictional", "birth_date": "1980-05-04", "city_connection": "resident", "active_warrant": false, "records_check_consent": true, "contact_phone": "314-555-0163",
	}
	expect(t, "an application, by telephone", send("city/citizens-academy", academy), []string{"We do not write to you", "we call"}, nil)
	academy["safe_to_text"] = true
	expect(t, "an application, by text", send("city/citizens-academy", academy), []string{"we send a text message to your telephone"}, nil)
}
