package node_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/notify"
	"github.com/almoner/almoner/testkit"
)

// post is a sender whose channels can be told to refuse.
type post struct {
	mu      sync.Mutex
	down    bool
	refuses []notify.Channel
	sent    []notify.Message
}

func (p *post) Send(_ context.Context, m notify.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down {
		return errors.New("the server does not answer")
	}
	if slices.Contains(p.refuses, m.Channel) {
		return &notify.RefusedError{Channel: m.Channel, Code: 550}
	}
	p.sent = append(p.sent, m)
	return nil
}

func (*post) Reaches(notify.Channel) bool { return true }

func (p *post) to(address string) (found []notify.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.sent {
		if m.To == address {
			found = append(found, m)
		}
	}
	return found
}

func TestAMessageThatOneChannelRefusesGoesByTheNext(t *testing.T) {
	t.Parallel()
	p := &post{refuses: []notify.Channel{notify.SMS}}
	n := testkit.Node(t, func(c *node.Config) { c.Sender = p })
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk", "safe_to_text", true)
	for _, o := range api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...) {
		address := strings.ReplaceAll(o.Person, "city/", "") + "@city.demo.invalid"
		testkit.Eventually(t, 20*time.Second, "the call-out by e-mail", func() bool { return len(p.to(address)) == 1 })
		api.Act(t, o, "accept", nil)
	}
	call := api.Await(t, r.Reference, "call_family", 1, "city/coordinator")[0]
	api.Act(t, call, "called", map[string]any{"note": "They know who comes."})
}

func TestADeliveryThatFailsLaterGoesByTheNextChannel(t *testing.T) {
	t.Parallel()
	p := &post{}
	n := testkit.Node(t, func(c *node.Config) { c.Sender = p })
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk")
	o := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)[0]
	testkit.Eventually(t, 20*time.Second, "the call-out by text message", func() bool { return len(p.to(phoneOf(o.Person))) == 1 })
	key := p.to(phoneOf(o.Person))[0].Key
	testkit.Eventually(t, 20*time.Second, "the message to be settled", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM notices WHERE key = $1`, key) == 1
	})
	if err := n.Store.Delivered(t.Context(), key, false, n.Now()); err != nil {
		t.Fatal(err)
	}
	address := strings.ReplaceAll(o.Person, "city/", "") + "@city.demo.invalid"
	testkit.Eventually(t, 20*time.Second, "the same by e-mail", func() bool { return len(p.to(address)) == 1 })
}

func TestACallOutThatReachesNobodyGoesToTheNextAtOnce(t *testing.T) {
	t.Parallel()
	p := &post{refuses: []notify.Channel{notify.SMS, notify.Email}}
	n := testkit.Node(t, func(c *node.Config) { c.Sender = p })
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk")
	find := api.Await(t, r.Reference, "find_ministers", 1, "city/coordinator")[0]
	p.mu.Lock()
	p.refuses = nil
	p.mu.Unlock()
	api.Act(t, find, "again", nil)
	api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	verify(t, n)
}

func TestAMinisterWhoSaysStopLeavesTheRota(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	reply(t, n, "city/minister-1", "Please stop")
	testkit.Eventually(t, 20*time.Second, "the coordinator to be told", func() bool {
		return slices.ContainsFunc(mail(t, api, "coordinator@city.demo.invalid"), func(text string) bool { return strings.Contains(text, "off the rota") })
	})
	if got := mail(t, api, phoneOf("city/minister-1")); len(got) != 1 || !strings.Contains(got[0], "no more messages") {
		t.Errorf("the answer to STOP is %q", got)
	}
	r := api.Refer(t, "city/desk", "area", "north")
	for _, o := range api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...) {
		if o.Person == "city/minister-1" {
			t.Error("somebody who said STOP is asked")
		}
	}
}

func TestTheDoorOfTextMessages(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	for _, signature := range []string{"", "t=1,v1=00", "t=9999999999,v1=" + strings.Repeat("0", 64), "nonsense"} {
		api.Must(t, http.StatusUnauthorized, "POST", "/hooks/sms", "", `{"from":"+13145550141","text":"STOP"}`, "Almoner-Signature", signature)
	}
	if err := n.Server.Demo.Reply(t.Context(), "+13145550199", "hello"); err != nil {
		t.Fatal(err)
	}
	reply(t, n, "city/minister-2", "What is this?")
	testkit.Eventually(t, 20*time.Second, "an answer", func() bool { return len(mail(t, api, phoneOf("city/minister-2"))) == 1 })
	if got := mail(t, api, "+13145550199"); len(got) != 0 {
		t.Errorf("a number that nobody has is answered: %q", got)
	}
	r := api.Refer(t, "city/desk")
	offers := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	code := codeFor(t, api, offers[0].Person)
	reply(t, n, offers[1].Person, code+" 1") // another's digits
	testkit.Eventually(t, 20*time.Second, "an answer to the wrong digits", func() bool {
		return slices.ContainsFunc(mail(t, api, phoneOf(offers[1].Person)), func(text string) bool { return strings.Contains(text, "Nothing waits for you") })
	})
	if got := api.Status(t, r); got != "received" {
		t.Errorf("somebody else's digits were taken: %s", got)
	}
	reply(t, n, offers[0].Person, code+" 2")
	api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
}

// TestPeersStandByAColleaguesFamily walks the county's gentler road: no gate, one person, and help that a volunteer claims.
func TestPeersStandByAColleaguesFamily(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	for _, program := range []string{"family", "ucan"} {
		answers := map[string]any{"who_is_asking": "family", "family_contact_name": "Finley Fictional", "contact_phone": "314-555-0126", "what_would_help": "A meal or two."}
		if program == "family" {
			answers["standing"] = "survivor"
		}
		var r testkit.Receipt
		api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/county/programs/"+program+"/requests", "", map[string]any{"answers": answers}).Into(t, &r)
		api.Act(t, api.Await(t, r.Reference, "call_back", 1, "coordinator")[0], "proceed", nil)
		peers := []string{"peer-1", "peer-2", "peer-3", "peer-4"}
		api.Act(t, api.Await(t, r.Reference, "dispatch", 1, peers...)[0], "accept", nil)
		contact := api.Await(t, r.Reference, "contact", 1, peers...)[0]
		api.Act(t, contact, "made", nil)
		api.AwaitStatus(t, r, "in_contact")
		need := map[string]any{"kind": "meals", "on": n.Now().AddDate(0, 0, 3).Format(time.DateOnly)}
		api.Must(t, http.StatusOK, "POST", "/api/v1/cases/"+r.Reference+"/actions/need", contact.Token, need)
		help := api.Await(t, r.Reference, "help", 1, "volunteer")[0]
		if strings.Contains(string(help.Facts), "Finley") {
			t.Errorf("the board names the family: %s", help.Facts)
		}
		api.Act(t, help, "claim", nil)
		api.Act(t, api.Await(t, r.Reference, "helping", 1, "volunteer")[0], "done", nil)
		testkit.Eventually(t, 20*time.Second, "the case to know", func() bool {
			body := api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, contact.Token, nil).Body
			return strings.Contains(string(body), `"Status":"done"`) || strings.Contains(string(body), `"status":"done"`)
		})
	}
	verify(t, n)
}
