package web_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/node"
	"github.com/almoner/almoner/testkit"
)

// signedPage reads a page as somebody who is signed in.
func signedPage(t *testing.T, api testkit.API, as, path string) string {
	t.Helper()
	return string(api.Must(t, http.StatusOK, "GET", path, "", nil, "Cookie", "almoner_session="+testkit.Token(as)).Body)
}

// postForm sends what a page's form would.
func postForm(t *testing.T, api testkit.API, path string, fields url.Values, headers ...string) string {
	t.Helper()
	headers = append(headers, "Content-Type", "application/x-www-form-urlencoded")
	return string(api.Must(t, http.StatusOK, "POST", path, "", fields.Encode(), headers...).Body)
}

// goTo is the page behind a call-out's link.
func goTo(t *testing.T, n *node.Node, task testkit.Task) string {
	t.Helper()
	return n.Server.Desk.DispatchPath("city", uuid.MustParse(task.ID))
}

// readingsOf counts who opened families' files.
func readingsOf(t *testing.T, n *node.Node) int64 {
	t.Helper()
	return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM readings`)
}

// accepted refers a family and has two people accept.
func accepted(t *testing.T, api testkit.API, as string, pairs ...any) (r testkit.Receipt, who []string) {
	t.Helper()
	r = api.Refer(t, as, pairs...)
	for _, o := range api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...) {
		api.Act(t, o, "accept", nil)
		who = append(who, o.Person)
	}
	api.AwaitStatus(t, r, "assigned")
	return r, who
}

// TestAConcernIsForThoseWithTheFamilyOnly: whoever only administers reads neither that retaliation is feared nor, from a gap in the numbers, that
// something is left out.
func TestAConcernIsForThoseWithTheFamilyOnly(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r, who := accepted(t, api, "city/desk")
	path := "/api/v1/cases/" + r.Reference
	api.Must(t, http.StatusOK, "POST", path+"/actions/concern", testkit.Token(who[0]), map[string]any{})
	api.Act(t, api.Await(t, r.Reference, "offer_conversation", 1, "city/coordinator")[0], "offered", map[string]any{"note": "They will think about it."})
	api.Must(t, http.StatusOK, "POST", path+"/actions/note", testkit.Token(who[0]), map[string]any{"note": "The side door."})
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "1440h"})
	testkit.Eventually(t, 20*time.Second, "the concern to end", func() bool {
		return testkit.Query(t, n.Config.DatabaseURL, `SELECT count(*) FROM events WHERE type = 'support.concern_expired'`) == 1
	})
	for _, as := range []string{"city/coordinator", who[1]} {
		events := string(api.Must(t, http.StatusOK, "GET", path+"/events", testkit.Token(as), nil).Body)
		if !strings.Contains(events, "support.concern_raised") || !strings.Contains(events, "support.concern_settled") {
			t.Errorf("%s does not read of the concern: %s", as, events)
		}
		if page := signedPage(t, api, as, "/cases/"+r.Reference); !strings.Contains(page, "Retaliation is feared.") {
			t.Errorf("the page of %s does not say that there is a concern", as)
		}
	}
	for _, as := range []string{"city/admin", "city/desk"} {
		var seen struct {
			Events []struct {
				Version int
				Type    string
			}
		}
		answer := api.Must(t, http.StatusOK, "GET", path+"/events", testkit.Token(as), nil)
		answer.Into(t, &seen)
		if strings.Contains(string(answer.Body), "concern") || len(seen.Events) == 0 {
			t.Errorf("%s reads of the concern: %s", as, answer.Body)
		}
		for i, e := range seen.Events {
			if e.Version != i+1 {
				t.Errorf("%s sees a gap before %s, which is number %d and not %d", as, e.Type, e.Version, i+1)
				break
			}
		}
		page := signedPage(t, api, as, "/cases/"+r.Reference)
		for _, line := range []string{"Retaliation", "A conversation was offered.", "The concern has ended."} {
			if strings.Contains(page, line) {
				t.Errorf("the page of %s says %q", as, line)
			}
		}
	}
}

// TestAFamilyDoesNotReadWhatOthersTypedAboutIt: its own page is about its case, and not about what the desk or clergy wrote into the form.
func TestAFamilyDoesNotReadWhatOthersTypedAboutIt(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	typed := "Somebody patient, they fear the neighbors."
	r := api.Refer(t, "", "who_is_asking", "clergy", "what_would_help", typed)
	family := "/r/" + r.Reference + "/" + n.Keys.Receipt(handlers.FamilyReceipt(r.Reference))
	own := string(api.Must(t, http.StatusOK, "GET", family, "", nil).Body)
	if !strings.Contains(own, r.Reference) || !strings.Contains(own, "/choose/") {
		t.Fatalf("this is not the family's page: %s", own)
	}
	for _, text := range []string{typed, "Casey Fictional", "I am clergy", "What you sent"} {
		if strings.Contains(own, text) {
			t.Errorf("the family's page says %q", text)
		}
	}
	if page := string(api.Must(t, http.StatusOK, "GET", "/r/"+r.Reference+"/"+r.Token, "", nil).Body); !strings.Contains(page, typed) {
		t.Error("whoever referred the family does not read what they sent")
	}
	self := api.Refer(t, "", "who_is_asking", "family", "contact_phone", "314-555-0112", "what_would_help", typed)
	if page := string(api.Must(t, http.StatusOK, "GET", "/r/"+self.Reference+"/"+self.Token, "", nil).Body); !strings.Contains(page, typed) {
		t.Error("whoever asked for themselves does not read what they sent")
	}
}

// TestALinkSaysNothingOfWhatItIsAbout: a telephone shows titles and previews to whoever stands beside it.
func TestALinkSaysNothingOfWhatItIsAbout(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "", "who_is_asking", "family", "family_contact_name", "Riley Fictional", "contact_phone", "314-555-0114")
	other := api.Refer(t, "city/desk")
	offer := api.Await(t, other.Reference, "dispatch", 2, testkit.Ministers()...)[0]
	own := "/r/" + r.Reference + "/" + r.Token
	desk := "/r/" + other.Reference + "/" + other.Token
	said := regexp.MustCompile(`(?s)<head>.*?</head>|<header.*?</header>|<h1.*?</h1>`)
	for _, path := range []string{own, own + "/withdraw", desk, goTo(t, n, offer)} {
		page := string(api.Must(t, http.StatusOK, "GET", path, "", nil).Body)
		front := strings.Join(said.FindAllString(page, -1), "\n")
		for _, word := range []string{"omicide", "Ministers", "Alliance", "Police", "og:"} {
			if strings.Contains(front, word) {
				t.Errorf("%s says %q: %s", path, word, front)
			}
		}
		if !strings.Contains(front, "HMCA") || !strings.Contains(front, `<meta name="robots" content="noindex">`) {
			t.Errorf("%s names no program, or may be found by a search: %s", path, front)
		}
	}
	if page := string(api.Must(t, http.StatusOK, "GET", own, "", nil).Body); !strings.Contains(page, "<title>HMCA "+r.Reference) || !strings.Contains(page, "<h1>HMCA</h1>") {
		t.Errorf("the page %s is not called by its short name", own)
	}
	fund := api.Submit(t)
	if page := string(api.Must(t, http.StatusOK, "GET", "/r/"+fund.Reference+"/"+fund.Token, "", nil).Body); !strings.Contains(page, "St. Louis County Police") || !strings.Contains(page, "<h1>Welfare fund</h1>") {
		t.Error("the fund's page is no longer called what it is")
	}
	if page := string(api.Must(t, http.StatusOK, "GET", "/p/city/hmca", "", nil).Body); strings.Contains(page, "noindex") {
		t.Error("the program's own page may not be found")
	}
}

// TestThePINOpensNothingBeforeTheYes: until somebody accepts they read codes, and the family is not told that they read its file.
func TestThePINOpensNothingBeforeTheYes(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk", "area", "north", "language", "es")
	offer := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)[0]
	pin := url.Values{"pin": {"271845"}}
	if page := postForm(t, api, "/pin", pin, "Cookie", "almoner_session="+offer.Token); !strings.Contains(page, "The PIN is saved.") {
		t.Fatalf("no PIN is kept: %s", page)
	}
	link := goTo(t, n, offer)
	before := postForm(t, api, link+"/facts", pin)
	for _, text := range []string{"asker.", "Casey", "555-0111", "What you need to know"} {
		if strings.Contains(before, text) {
			t.Errorf("before the yes the page says %q", text)
		}
	}
	if !strings.Contains(before, "Spanish") || !strings.Contains(before, link+"/accept") {
		t.Errorf("before the yes the page does not ask: %s", before)
	}
	page := signedPage(t, api, offer.Person, "/cases/"+r.Reference)
	if strings.Contains(page, "asker.") || strings.Contains(page, "/acts/") {
		t.Errorf("the case's page for somebody who is only asked: %s", page)
	}
	answer := api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, offer.Token, nil)
	if strings.Contains(string(answer.Body), "who_is_asking") {
		t.Errorf("the case for somebody who is only asked: %s", answer.Body)
	}
	if got := readingsOf(t, n); got != 0 {
		t.Errorf("%d readings are noted and nobody has read anything", got)
	}
	api.Act(t, offer, "accept", nil)
	if after := postForm(t, api, link+"/facts", pin); !strings.Contains(after, "Casey Fictional") || !strings.Contains(after, "The homicide desk") {
		t.Errorf("after the yes the PIN opens nothing: %s", after)
	}
	if got := readingsOf(t, n); got != 1 {
		t.Errorf("%d readings are noted of one", got)
	}
}

// TestEveryReadingIsNotedOnceAnHour: wherever somebody reads whom to call, the family can see it; a list that refreshes itself does not fill it.
func TestEveryReadingIsNotedOnceAnHour(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	r := api.Refer(t, "city/desk")
	offers := api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	if got := readingsOf(t, n); got != 0 {
		t.Fatalf("%d readings are noted of offers that name nobody", got)
	}
	for _, o := range offers {
		api.Act(t, o, "accept", nil)
	}
	list := api.Await(t, r.Reference, "contact", 1, offers[0].Person)
	if len(list) != 1 || !strings.Contains(string(list[0].Facts), "Casey Fictional") {
		t.Fatalf("the list does not name the family: %+v", list)
	}
	expect := func(want int64, after string) {
		t.Helper()
		if got := readingsOf(t, n); got != want {
			t.Errorf("after %s %d readings are noted, not %d", after, got, want)
		}
	}
	expect(1, "the list of tasks")
	for range 3 {
		api.Tasks(t, r.Reference, "contact", offers[0].Person)
	}
	signedPage(t, api, offers[0].Person, "/tasks/"+list[0].ID)
	expect(1, "the same within the hour")
	api.Must(t, http.StatusOK, "POST", "/demo/clock", "", map[string]any{"advance": "61m"})
	signedPage(t, api, offers[0].Person, "/tasks/"+list[0].ID)
	expect(2, "the task's page an hour later")
	api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, offers[1].Token, nil)
	expect(3, "the case by the API")
	api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference, testkit.Token("city/admin"), nil)
	signedPage(t, api, "city/admin", "/cases/"+r.Reference)
	expect(3, "what an administrator sees")
	signedPage(t, api, "city/coordinator", "/cases/"+r.Reference)
	expect(4, "the coordinator's page")
}

// TestWhoMayReadReportsIsLedThere keeps the way there and the door alike.
func TestWhoMayReadReportsIsLedThere(t *testing.T) {
	t.Parallel()
	api := testkit.Client(testkit.Node(t).Config.PublicURL)
	for as, want := range map[string]bool{"city/coordinator": true, "city/admin": true, "auditor": true, "city/desk": false, "treasurer": false, "city/minister-1": false} {
		if page := signedPage(t, api, as, "/inbox"); strings.Contains(page, `href="/reports"`) != want {
			t.Errorf("%s is led to the reports: %t", as, !want)
		}
	}
}

// TestDocumentsOnTheCasePage: a file goes through the page's form, what cannot be kept is refused there with what to do, and its link gives it back.
func TestDocumentsOnTheCasePage(t *testing.T) {
	t.Parallel()
	base := testkit.Node(t).Config.PublicURL
	api := testkit.Client(base)
	r := api.Refer(t, "city/desk")
	api.Await(t, r.Reference, "dispatch", 2, testkit.Ministers()...)
	v := visit(t, base).beCity("coordinator")
	bring := func(name, content string) {
		t.Helper()
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err == nil {
			err = form.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/cases/"+r.Reference+"/documents", &body)
		if err == nil {
			request.Header.Set("Content-Type", form.FormDataContentType())
		}
		v.send(request, err)
	}
	v.open("/cases/" + r.Reference)
	v.shows("Add a document", `enctype="multipart/form-data"`, `type="file"`)
	bring("notes.txt", "only words")
	v.on(http.StatusBadRequest, "Homicide")
	v.shows("Only PDF, JPEG and PNG files can be kept here")
	bring("letter.pdf", "%PDF-1.7 a letter")
	v.shows("The document is kept with the case.", "letter.pdf", "1 KB")
	found := regexp.MustCompile(`/cases/[A-Z0-9-]+/documents/([0-9a-f-]{36})`).FindStringSubmatch(v.page)
	if found == nil {
		t.Fatal("the page has no link to the document")
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+found[0], nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := v.http.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	if got, _ := io.ReadAll(answer.Body); string(got) != "%PDF-1.7 a letter" || !strings.HasPrefix(answer.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the link gives %q, %v", got, answer.Header)
	}
	v.post("/cases/"+r.Reference+"/acts/remove_document", "document", found[1])
	v.shows("The document is erased.")
	v.hides("letter.pdf")
}
