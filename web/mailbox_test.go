package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// TestATelephoneShowsWhatWasWrittenBack: the question, the answer, and what came back to it, in this order, also after the next start.
func TestATelephoneShowsWhatWasWrittenBack(t *testing.T) {
	t.Parallel()
	db, data := testkit.Postgres(t), testkit.Dir(t)
	n := testkit.Node(t, func(c *node.Config) { c.DatabaseURL, c.DataDir = db.OwnerURL, data })
	api := testkit.Client(n.Config.PublicURL)
	api.Refer(t, "city/desk")
	v := visit(t, n.Config.PublicURL)
	phone := ""
	testkit.Eventually(t, 20*time.Second, "a minister to be asked", func() bool {
		var box struct {
			Messages []struct{ To, Channel, Text string }
		}
		api.Must(t, http.StatusOK, "GET", "/demo/mailbox.json", "", nil).Into(t, &box)
		for _, m := range box.Messages {
			if m.Channel == "sms" && strings.Contains(m.Text, "a family needs you") {
				phone = m.To
			}
		}
		return phone != ""
	})
	thread := "/demo/mailbox?to=" + strings.Replace(phone, "+", "%2B", 1)
	v.open(thread)
	v.shows("Telephone "+phone+", M", "a family needs you", "Parts of this text message: ")
	v.hides(`class="mine"`)
	v.post("/demo/reply", "from", phone, "text", " ")
	v.on(http.StatusBadRequest, "Mailbox")
	v.shows("Nothing was sent. Please write something")
	v.post("/demo/reply", "from", phone, "text", strings.Repeat("a", 1601))
	v.on(http.StatusBadRequest, "Mailbox")
	v.shows(strings.Repeat("a", 1601)) // what was typed is kept
	v.post("/demo/reply", "from", phone, "text", "1")
	v.on(http.StatusOK, "Mailbox")
	v.shows("The text message has arrived.")
	inOrder := func(v *visitor) {
		t.Helper()
		at := -1
		for _, part := range []string{"a family needs you", `<li class="mine">`, ">1</p>", `id="latest"`, "Parts of this text message"} {
			next := strings.Index(v.page[at+1:], part)
			if next < 0 {
				t.Fatalf("%s does not follow in\n%s", part, v.page)
			}
			at += 1 + next
		}
	}
	inOrder(v)
	v.open("/demo/mailbox")
	v.shows("from " + phone)
	if a := api.Must(t, http.StatusOK, "GET", "/demo/mailbox.json?to="+strings.Replace(phone, "+", "%2B", 1), "", nil); strings.Contains(string(a.Body), `"reply"`) {
		t.Error("what was written back is among what would have been sent")
	}
	n.Stop()
	again := testkit.StartNode(t, node.Config{DatabaseURL: db.OwnerURL, DataDir: data, Listen: "127.0.0.1:0"})
	v = visit(t, again.Config.PublicURL)
	v.open(thread)
	inOrder(v)
}
