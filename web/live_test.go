package web_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// listening opens a stream as one of the demo's people, and gives its lines as they come.
func listening(t *testing.T, base, path, person string) <-chan string {
	t.Helper()
	v := visit(t, base)
	v.http.Timeout = 0 // the stream ends with the test
	if person != "" {
		v.post("/demo/sign-in", "key", person)
	}
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := v.http.Do(r) //nolint:bodyclose // the reader below closes it
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%s is %d %s", path, answer.StatusCode, answer.Header.Get("Content-Type"))
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		defer answer.Body.Close() //nolint:errcheck // the test is over
		for in := bufio.NewScanner(answer.Body); in.Scan(); {
			lines <- in.Text()
		}
	}()
	return lines
}

// TestOpenPagesHearOfWhatHappens: those of the organization, without a word about what it was.
func TestOpenPagesHearOfWhatHappens(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	county := listening(t, n.Config.PublicURL, "/live", "county/clerk")
	city := listening(t, n.Config.PublicURL, "/live", "city/desk")
	tape := listening(t, n.Config.PublicURL, "/demo/live", "")
	for _, lines := range []<-chan string{county, city, tape} {
		if first := <-lines; first != "retry: 3000" {
			t.Fatalf("a stream begins with %q", first)
		}
	}
	api.Submit(t)
	for _, lines := range []<-chan string{county, tape} {
		within := time.After(20 * time.Second)
		for heard := false; !heard; {
			select {
			case line := <-lines:
				heard = line == "event: changed"
				if strings.Contains(line, "WF-") || strings.Contains(line, "welfare") {
					t.Errorf("the stream says what happened: %s", line)
				}
			case <-within:
				t.Fatal("nobody is told")
			}
		}
	}
	select {
	case line := <-city:
		if line != "" {
			t.Errorf("another organization hears %q", line)
		}
	default:
	}
}

// TestAnInboxKeepsItselfUpToDate: in a browser, without being loaded again, and with the keyboard where it was.
func TestAnInboxKeepsItselfUpToDate(t *testing.T) {
	t.Parallel()
	n := testkit.Node(t)
	api := testkit.Client(n.Config.PublicURL)
	b := testkit.Browse(t, n.Config.PublicURL, phone, true)
	b.Open("/sign-in")
	b.Type("input[name=token]", testkit.Token("clerk"))
	b.Press("main button[type=submit]")
	if b.Has("article.task") {
		t.Fatalf("something waits already: %s", b.Text("main"))
	}
	api.Submit(t, "member_number", nil)
	testkit.Eventually(t, 20*time.Second, "the inbox to show what waits", func() bool { return b.Has("article.task") })
	if text := b.Text("[role=status]"); text == "" {
		t.Error("whoever hears the page is not told")
	}
}
