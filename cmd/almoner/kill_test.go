package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/almoner/almoner/testkit"
)

// kills is how often the program is killed.
const kills = 20

// askers is how many families ask at once: as many as the trustees can keep up with.
const askers = 2

// crowd sends requests and votes without pause and keeps every receipt it was ever given.
type crowd struct {
	api testkit.API

	mu       sync.Mutex
	receipts []testkit.Receipt
	keys     map[string]string // receipt by key, to see that a repeated request gets the same one
	faults   []string
}

func (c *crowd) fault(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// ask sends one request until it is answered, always with the same key.
func (c *crowd) ask(ctx context.Context, n int) {
	key := fmt.Sprintf("kill-test-%d", n)
	body := testkit.Answers("member_number", fmt.Sprintf("T-%d", 1001+n%40), "amount_cents", 100+n%50)
	for ctx.Err() == nil {
		a, err := c.api.Do(ctx, "POST", testkit.Requests, "", body, "Idempotency-Key", key)
		if err != nil || a.Status == http.StatusServiceUnavailable {
			pause(ctx)
			continue
		}
		var r testkit.Receipt
		if a.Status != http.StatusAccepted || json.Unmarshal(a.Body, &r) != nil || r.Reference == "" {
			c.fault("request %d: %d %s", n, a.Status, a.Body)
			return
		}
		c.mu.Lock()
		if before := c.keys[key]; before != "" && before != r.Reference {
			c.faults = append(c.faults, "key "+key+" was answered with two references")
		}
		if c.keys[key] == "" {
			c.receipts = append(c.receipts, r)
		}
		c.keys[key] = r.Reference
		c.mu.Unlock()
		if rand.IntN(4) > 0 {
			return
		}
	}
}

// vote approves whatever waits for a trustee.
func (c *crowd) vote(ctx context.Context, trustee string) {
	for ctx.Err() == nil {
		a, err := c.api.Do(ctx, "GET", "/api/v1/tasks", testkit.Token(trustee), nil)
		var page struct {
			Tasks []testkit.Task `json:"tasks"`
		}
		if err != nil || a.Status != http.StatusOK || json.Unmarshal(a.Body, &page) != nil || len(page.Tasks) == 0 {
			pause(ctx)
			continue
		}
		for _, task := range page.Tasks {
			var facts struct {
				AmountCents int `json:"amount_cents"`
			}
			if json.Unmarshal(task.Facts, &facts) != nil || ctx.Err() != nil {
				continue
			}
			a, err := c.api.Do(ctx, "POST", "/api/v1/tasks/"+task.ID+"/actions/approve", testkit.Token(trustee), map[string]any{"amount_cents": facts.AmountCents})
			if err == nil && a.Status != http.StatusOK && a.Status != http.StatusServiceUnavailable && a.Status != http.StatusConflict {
				c.fault("vote: %d %s", a.Status, a.Body)
			}
		}
	}
}

// pause waits a moment before the next try; the server it speaks to is down half of the time.
func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(20 * time.Millisecond):
	}
}

func TestKilledAtAnyMomentItLosesDoublesAndForgetsNothing(t *testing.T) { //nolint:paralleltest // it loads the machine too much for others beside it
	dir, address := testkit.Dir(t), freePort(t)
	args := []string{"demo", "--no-browser", "--data", dir, "--listen", address}
	c := &crowd{api: testkit.Client("http://" + address), keys: map[string]string{}}
	p := start(t, nil, args...)
	p.ready(t, "http://"+address)
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	for worker := range askers {
		work.Add(1)
		go func() {
			defer work.Done()
			for n := worker; ctx.Err() == nil; n += askers {
				c.ask(ctx, n)
			}
		}()
	}
	for _, trustee := range testkit.Trustees() {
		work.Add(1)
		go func() {
			defer work.Done()
			c.vote(ctx, trustee)
		}()
	}
	for range kills {
		timer := time.NewTimer(time.Duration(50+rand.IntN(400)) * time.Millisecond)
		<-timer.C
		p.kill()
		p = start(t, nil, args...)
		p.ready(t, "http://"+address)
	}
	stop()
	work.Wait()
	for _, fault := range c.faults {
		t.Error(fault)
	}
	t.Logf("%d receipts over %d kills", len(c.receipts), kills)
	c.follow(t)
	checkFunds(t, c.api)
}

// follow takes every receipt to its decision. A request may stand behind thousands of others that were taken in, and a loaded machine is slow.
func (c *crowd) follow(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	for _, trustee := range testkit.Trustees() {
		go c.vote(ctx, trustee)
	}
	if len(c.receipts) < kills {
		t.Fatalf("only %d receipts", len(c.receipts))
	}
	for _, r := range c.receipts {
		testkit.Eventually(t, 5*time.Minute, "a decision on "+r.Reference, func() bool {
			status := c.api.Status(t, r)
			return status == "approved" || status == "paid"
		})
		c.decidedOnce(t, r)
	}
}

// decidedOnce reads the case's own history.
func (c *crowd) decidedOnce(t *testing.T, r testkit.Receipt) {
	t.Helper()
	var history struct {
		Events []struct {
			Type string          `json:"type"`
			Data json.RawMessage `json:"data"`
		} `json:"events"`
	}
	c.api.Must(t, http.StatusOK, "GET", "/api/v1/cases/"+r.Reference+"/events", testkit.Token("auditor"), nil).Into(t, &history)
	count := map[string]int{}
	for _, e := range history.Events {
		key := e.Type
		if e.Type == "welfare.vote_cast" {
			var vote struct {
				Trustee string `json:"trustee"`
			}
			if err := json.Unmarshal(e.Data, &vote); err != nil {
				t.Fatal(err)
			}
			key += " " + vote.Trustee
		}
		count[key]++
	}
	for what, n := range count {
		if n > 1 {
			t.Errorf("%s: %s happened %d times", r.Reference, what, n)
		}
	}
	if count["welfare.request_approved"] != 1 || count["welfare.panel_drawn"] != 1 {
		t.Errorf("%s: %v", r.Reference, count)
	}
}

func checkFunds(t *testing.T, api testkit.API) {
	t.Helper()
	var answer struct {
		Funds []struct {
			Available int64 `json:"available_cents"`
			Reserved  int64 `json:"reserved_cents"`
			Paid      int64 `json:"paid_cents"`
			Received  int64 `json:"received_cents"`
		} `json:"funds"`
	}
	api.Must(t, http.StatusOK, "GET", "/api/v1/funds", testkit.Token("treasurer"), nil).Into(t, &answer)
	for _, f := range answer.Funds {
		if f.Available < 0 || f.Available+f.Reserved+f.Paid != f.Received {
			t.Errorf("the fund does not balance: %+v", f)
		}
	}
}
