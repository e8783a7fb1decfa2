package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/testkit"
)

const (
	phrase  = "lanterns over the harbor"
	another = "a quiet room at dawn"
)

// referred is a family that somebody referred who has to be called back first: nobody is with it, and nobody is sent.
func referred(t *testing.T, base string) (reference string) {
	t.Helper()
	var r testkit.Receipt
	testkit.Client(base).Must(t, http.StatusAccepted, "POST", "/api/v1/organizations/city/programs/hmca/requests", "", map[string]any{
		"language": "en", "answers": map[string]any{
			"who_is_asking": "other", "family_contact_name": "Rosalind Fictional", "contact_phone": "314 555 0171", "family_notified": true,
		},
	}).Into(t, &r)
	return r.Reference
}

// engage puts one of the city's ministers with a family, past all rules.
func engage(t *testing.T, url, reference, minister string, standing bool) {
	t.Helper()
	person := uuid.NewSHA1(uuid.NameSpaceOID, []byte("demo/city/"+minister))
	if err := testkit.Exec(t, url, fmt.Sprintf(`INSERT INTO engagements (case_id, person_id, organization, compartment, standing, since)
		SELECT id, '%s', organization, compartment, %t, now() FROM cases WHERE reference = '%s' AND beside IS NULL
		ON CONFLICT (case_id, person_id) DO UPDATE SET standing = excluded.standing, until = NULL`, person, standing, reference)); err != nil {
		t.Fatal(err)
	}
}

func (v *visitor) beOfCity(key string) *visitor {
	v.t.Helper()
	v.post("/demo/sign-in", "key", "city/"+key)
	return v
}

func TestAMinisterKeepsNotesOfCounsel(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	reference := referred(t, n.Config.PublicURL)
	engage(t, n.Config.DatabaseURL, reference, "minister-1", true)
	page := "/cases/" + reference + "/counsel"
	v := visit(t, n.Config.PublicURL).beOfCity("minister-1")
	v.open(page)
	v.on(http.StatusOK, "Notes of counsel")
	v.shows("A lost passphrase means lost notes", "not handed over when you leave", `href="/cases/`+reference+`"`, "I understand. Make my key")
	v.hides("Seal this note", "Open my notes", `type="checkbox"`)
	v.post(page+"/write", "text", "There is no key yet.", "key", "a-key-of-this-page")
	v.on(http.StatusConflict, "Notes of counsel")
	v.shows("Please make one first")
	for wrong, pair := range map[string][2]string{
		"These two are not the same": {phrase, another}, "at least 12 characters": {"too short", "too short"}, "Please type your passphrase": {"", ""},
		"below 1,000 characters": {strings.Repeat("lantern ", 200), strings.Repeat("lantern ", 200)},
	} {
		v.post(page+"/make", "passphrase", pair[0], "again", pair[1])
		v.on(http.StatusBadRequest, "Notes of counsel")
		v.shows(wrong, "There is a problem")
		v.hides(phrase, another, "too short", "lantern ")
	}
	v.post(page+"/make", "passphrase", phrase, "again", phrase)
	v.on(http.StatusOK, "Notes of counsel")
	v.shows("Your key is made", "1-800-392-3738", `href="tel:+18003923738"`, "RSMo 210.115 and 352.400", "leave out names")
	v.post(page+"/make", "passphrase", another, "again", another)
	v.on(http.StatusConflict, "Notes of counsel")

	key := v.hidden("key")
	for wrong, text := range map[string]string{
		"Please write your note first": " \r\n", "below 20,000 characters": strings.Repeat("wept ", 4001), "cannot be shown": "She \x07 wept", "type it again": "\xff\xfe",
	} {
		v.post(page+"/write", "key", key, "text", text)
		v.on(http.StatusBadRequest, "Notes of counsel")
		v.shows(wrong)
	}
	v.post(page+"/write", "key", key, "text", strings.Repeat("wept ", 4001))
	v.shows("wept wept wept")
	v.post(page+"/write", "key", key, "text", "She says <b>it</b> was\r\n\r\n\r\nher brother.")
	v.on(http.StatusOK, "Notes of counsel")
	v.shows("Your note is sealed", "One note of yours is sealed here")
	v.hides("her brother")
	v.post(page+"/write", "key", key, "text", "A changed thought")
	v.on(http.StatusConflict, "Notes of counsel")
	v.shows("sealed from this form already", "A changed thought")
	if v.hidden("key") == key || v.hidden("key") == "" {
		t.Errorf("the form's key is %q", v.hidden("key"))
	}
	v.post(page+"/write", "key", v.hidden("key"), "text", "A changed thought")
	v.shows("2 notes of yours are sealed here")

	v.post(page+"/open", "passphrase", "lanterns over that harbor")
	v.on(http.StatusBadRequest, "Notes of counsel")
	v.shows("That is not your passphrase")
	v.hides("that harbor", "brother")
	v.post(page+"/open", "passphrase", phrase)
	v.on(http.StatusOK, "Notes of counsel")
	v.shows("Your notes are open on this page only", "A changed thought", "She says <b>it</b> was\n\nher brother.")
	if strings.Contains(v.page, "<b>it") {
		t.Error("a note is part of the page's markup")
	}
	v.hides(phrase)
	if got := v.header.Get("Cache-Control"); got != "no-store" || len(v.header.Values("Set-Cookie")) > 0 {
		t.Errorf("opened notes are sent with %q and %v", got, v.header.Values("Set-Cookie"))
	}
	v.open(page)
	v.hides("brother", "thought")

	v.post(page+"/change", "passphrase", another, "next", another, "again", another)
	v.on(http.StatusBadRequest, "Notes of counsel")
	v.shows("That is not your passphrase")
	v.post(page+"/change", "passphrase", phrase, "next", "short", "again", "short")
	v.shows("at least 12 characters")
	v.post(page+"/change", "passphrase", phrase, "next", another, "again", phrase)
	v.shows("These two are not the same")
	v.post(page+"/change", "passphrase", phrase, "next", another, "again", another)
	v.shows("Your passphrase is changed")
	v.post(page+"/open", "passphrase", phrase)
	v.on(http.StatusBadRequest, "Notes of counsel")
	v.post(page+"/open", "passphrase", another)
	v.shows("her brother.", "A changed thought")

	v.post(page + "/burn")
	v.on(http.StatusNotFound, "We cannot find this")
	v.open("/cases/WF-0000-0000/counsel")
	v.on(http.StatusNotFound, "We cannot find this")
}

func TestWhoFindsNotesOfCounsel(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	reference := referred(t, n.Config.PublicURL)
	page := "/cases/" + reference + "/counsel"
	v := visit(t, n.Config.PublicURL).beOfCity("minister-1")
	for range 2 {
		v.open(page)
		v.on(http.StatusNotFound, "We cannot find this")
		v.post(page+"/make", "passphrase", phrase, "again", phrase)
		v.on(http.StatusNotFound, "We cannot find this")
		engage(t, n.Config.DatabaseURL, reference, "minister-2", true)
	}
	engage(t, n.Config.DatabaseURL, reference, "minister-1", false)
	v.open(page)
	v.on(http.StatusForbidden, "This is not open to you")
	v.post(page+"/make", "passphrase", phrase, "again", phrase)
	v.on(http.StatusForbidden, "This is not open to you")
	engage(t, n.Config.DatabaseURL, reference, "minister-1", true)
	v.post(page+"/make", "passphrase", phrase, "again", phrase)
	v.post(page+"/write", "text", "She forgave him.", "key", "a-key-of-this-page")
	v.on(http.StatusOK, "Notes of counsel")

	for _, key := range []string{"minister-2", "coordinator"} {
		other := visit(t, n.Config.PublicURL).beOfCity(key)
		other.open(page)
		other.on(http.StatusOK, "Notes of counsel")
		other.shows("You have sealed no note about this family yet", "First, choose a passphrase")
		other.post(page+"/open", "passphrase", phrase)
		other.on(http.StatusConflict, "Notes of counsel")
		other.hides("forgave", "sealed here")
		other.post(page+"/make", "passphrase", phrase, "again", phrase)
		other.post(page+"/open", "passphrase", phrase)
		other.on(http.StatusOK, "Notes of counsel")
		other.hides("forgave", "sealed here")
	}
	for _, key := range []string{"minister-3", "desk", "volunteer"} {
		other := visit(t, n.Config.PublicURL).beOfCity(key)
		other.open(page)
		if other.status != http.StatusNotFound && other.status != http.StatusForbidden {
			t.Errorf("%s is answered %d", key, other.status)
		}
		other.hides("forgave")
	}

	if err := testkit.Exec(t, n.Config.DatabaseURL, `UPDATE engagements SET until = now(), ended_as = 'left' WHERE standing`); err != nil {
		t.Fatal(err)
	}
	v.open("/cases/" + reference)
	v.on(http.StatusNotFound, "We cannot find this")
	v.open(page)
	v.on(http.StatusOK, "Notes of counsel")
	v.shows("You are not with this family at the moment", "One note of yours")
	v.hides("Seal this note", "To the page of the case", "Rosalind")
	v.post(page+"/open", "passphrase", phrase)
	v.shows("She forgave him.")
	v.post(page+"/write", "text", "Later.", "key", "another-key-of-it")
	v.on(http.StatusForbidden, "This is not open to you")
}

func TestGuessingAPassphraseComesToAnEnd(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	reference := referred(t, n.Config.PublicURL)
	page := "/cases/" + reference + "/counsel"
	engage(t, n.Config.DatabaseURL, reference, "minister-1", true)
	v := visit(t, n.Config.PublicURL).beOfCity("minister-1")
	v.post(page+"/make", "passphrase", phrase, "again", phrase)
	v.post(page+"/write", "text", "She forgave him.", "key", "a-key-of-this-page")
	guesses := 0
	for ; guesses < 20 && v.status != http.StatusTooManyRequests; guesses++ {
		v.post(page+"/open", "passphrase", fmt.Sprintf("guess number %d of many", guesses))
	}
	if guesses != 9 {
		t.Fatalf("the last guess was number %d", guesses)
	}
	v.on(http.StatusTooManyRequests, "Notes of counsel")
	v.shows("please wait a few minutes")
	v.post(page+"/change", "passphrase", phrase, "next", another, "again", another)
	v.on(http.StatusTooManyRequests, "Notes of counsel")
	if _, err := n.Advance(t.Context(), 3*time.Minute); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		v.post(page+"/open", "passphrase", phrase)
		v.shows("She forgave him.")
	}
}

func TestCounselFitsItsWindow(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	reference := referred(t, n.Config.PublicURL)
	engage(t, n.Config.DatabaseURL, reference, "minister-1", true)
	for i, width := range []int64{320, 1280} {
		w := &walk{Browser: testkit.Browse(t, n.Config.PublicURL, width, false), t: t, name: "counsel", width: width}
		w.signIn("demo-city-minister-1")
		w.Open("/cases/" + reference + "/counsel")
		if i == 0 {
			w.see("no-key")
			w.Type("#make-passphrase", "short")
			w.Press("form[action$=make] button[type=submit]")
			w.see("weak")
			w.Type("#make-passphrase", phrase)
			w.Type("#make-again", phrase)
			w.Press("form[action$=make] button[type=submit]")
			w.see("write")
			w.Type("#write-text", "She says that it was a-name-that-is-longer-than-the-window-of-a-telephone-could-ever-be, and wept.")
			w.Press("form[action$=write] button[type=submit]")
		}
		w.see("sealed")
		w.Type("#open-passphrase", phrase)
		w.Press("form[action$=open] button[type=submit]")
		w.see("opened")
		if text := w.Text("main"); !strings.Contains(text, "and wept.") {
			t.Errorf("the note is not there: %s", text)
		}
		w.unfold("change")
		w.see("change")
	}
}
