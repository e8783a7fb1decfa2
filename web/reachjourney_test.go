package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/almoner/almoner/testkit"
)

// TestScreenshotsOfHowAReporterIsReached: they find their page by the reference, and change there how they are reached.
func TestScreenshotsOfHowAReporterIsReached(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{narrow, phone} {
		t.Run(fmt.Sprintf("%d px", width), func(t *testing.T) {
			t.Parallel()
			n := testkit.Node(t)
			w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, width, false), t: t, api: testkit.Client(n.Config.PublicURL), name: "reach", width: width}
			var r testkit.Receipt
			w.api.Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/speak-up/requests", "", map[string]any{
				"answers": map[string]any{"who_is_telling": "parent", "what_happened": "Something in a story.", "contact_email": "robin@family.demo.invalid"},
			}).Into(t, &r)
			w.Open("/status")
			w.see("status")
			w.Type("input[name=reference]", r.Reference)
			w.Press("nav.languages button[value='language:es']")
			if !w.Has("input[name=reference][value='" + r.Reference + "']") {
				t.Errorf("the switch of languages loses the reference: %s", w.Text("main"))
			}
			w.Press("nav.languages button[value='language:en']")
			w.Type("input[name=code]", "wrong")
			w.Press("main form button")
			w.see("status-wrong")
			w.Open("/r/" + r.Reference + "/" + r.Token)
			w.see("report")
			w.Press("a[href$='/change']")
			w.see("change")
			w.Type("input[name=contact_phone]", "12")
			w.Press("main form button")
			w.see("change-problem")
			w.Press("nav.languages button[value='language:bs']")
			if !w.Has("input[name=contact_phone][value='12']") {
				t.Errorf("the switch of languages loses the number: %s", w.Text("main"))
			}
			w.see("change-bosnian")
			w.Press("nav.languages button[value='language:en']")
			w.Clear("input[name=contact_phone]")
			w.Type("input[name=contact_phone]", "314 555 0127")
			w.Press("main form button")
			if text := w.Text("main"); !strings.Contains(text, "From now on we reach you there.") {
				t.Errorf("it was not saved: %s", text)
			}
			w.see("changed")
		})
	}
}
