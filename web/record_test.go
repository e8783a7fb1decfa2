package web_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/almoner/almoner/testkit"
)

// onPaper gives the bytes of a PDF with its streams unpacked.
func onPaper(t *testing.T, document string) []byte {
	t.Helper()
	all := []byte(document)
	for _, part := range bytes.Split([]byte(document), []byte("stream\n"))[1:] {
		r, err := zlib.NewReader(bytes.NewReader(part))
		if err != nil {
			continue // it is not packed
		}
		plain, _ := io.ReadAll(r) // what stands behind its end is no part of it
		all = append(all, plain...)
	}
	return all
}

// wide is a text as a PDF with fonts of its own writes it.
func wide(text string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.BigEndian.AppendUint16(b, unit)
	}
	return b
}

func TestTheRecordOfARequestAsPDF(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t, "member_name", "Peña Čaušević", "member_number", nil, "what_happened",
		"Žarko’s boiler 炉 failed. 🙂 Pay account 9876543210123 or card 4000 1234 5678 9017; call 314-555-0199 on 2027-02-03.", "amount_cents", 65000)
	v := visit(t, n.Config.PublicURL)
	v.open("/r/" + r.Reference + "/" + r.Token)
	v.shows("Save as PDF", "••••0123", "••••9017", "314-555-0199 on 2027-02-03")
	v.hides("9876543210123", "4000 1234")
	document := api.Must(t, http.StatusOK, "GET", "/r/"+r.Reference+"/"+r.Token+"/record.pdf", "", nil)
	if got := document.Header.Get("Content-Type") + document.Header.Get("Cache-Control"); got != "application/pdf"+"no-store" {
		t.Errorf("headers %s", got)
	}
	text := onPaper(t, string(document.Body))
	for _, want := range []string{r.Reference, "Peña", "Čaušević", "Žarko’s", "••••0123", "$650", "/r/" + r.Reference + "/" + r.Token, "314-555-0199", "555-0100", "Welfare"} {
		if !bytes.Contains(text, wide(want)) {
			t.Errorf("the record does not say %q", want)
		}
	}
	for _, secret := range []string{"9876543210123", "4000"} {
		if bytes.Contains(text, wide(secret)) {
			t.Errorf("the record says %q", secret)
		}
	}
	if !bytes.Contains(text, []byte("/Lang (en)")) || !bytes.Contains(text, []byte("/Title")) {
		t.Error("the record has no language or no title")
	}
	api.Must(t, http.StatusNotFound, "GET", "/r/"+r.Reference+"/"+strings.Repeat("0", 26)+"/record.pdf", "", nil)
}

// TestTheRecordRepeatsQuestions: what was asked later, and answered, is part of what a family said.
func TestTheRecordRepeatsQuestions(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t)
	seats := api.Await(t, r.Reference, "vote", 2, testkit.Trustees()...)
	api.Act(t, seats[0], "ask", map[string]any{"question": "Whose boiler?"})
	api.AwaitStatus(t, r, "waiting_for_you")
	api.Must(t, http.StatusOK, "POST", "/api/v1/requests/"+r.Reference+"/answers", r.Token, map[string]any{"answer": "Grandmother’s. Account 9876543210123."})
	testkit.Eventually(t, 20*time.Second, "the status to go on", func() bool { return api.Status(t, r) == "in_review" })
	text := onPaper(t, string(api.Must(t, http.StatusOK, "GET", "/r/"+r.Reference+"/"+r.Token+"/record.pdf", "", nil).Body))
	for _, want := range []string{"Whose", "Grandmother’s", "••••0123"} {
		if !bytes.Contains(text, wide(want)) {
			t.Errorf("the record does not say %q", want)
		}
	}
	if bytes.Contains(text, wide("9876543210123")) {
		t.Error("the record says a number of an account")
	}
}

// TestTheRecordSaysTheDecision: it is the letter that a family can show, in its language.
func TestTheRecordSaysTheDecision(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Submit(t, "amount_cents", 65000)
	for _, seat := range api.Await(t, r.Reference, "vote", 3, testkit.Trustees()...)[:2] {
		api.Act(t, seat, "approve", map[string]any{"amount_cents": 55000, "reason": "It is the usual price."})
	}
	api.AwaitStatus(t, r, "approved")
	document := api.Must(t, http.StatusOK, "GET", "/r/"+r.Reference+"/"+r.Token+"/record.pdf?lang=es", "", nil)
	text := onPaper(t, string(document.Body))
	for _, want := range []string{"La decisión", "El fondo da", "$550", "usual"} {
		if !bytes.Contains(text, wide(want)) {
			t.Errorf("the record does not say %q", want)
		}
	}
}
