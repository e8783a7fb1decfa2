package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// client speaks to the demo as any client would: what the demo shows, it does through the same door.
type client struct {
	base string
	http *http.Client
}

func newClient(base string) client {
	return client{base: base, http: &http.Client{Timeout: 30 * time.Second}}
}

type receipt struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
	Token     string `json:"token"`
}

type task struct {
	ID        string         `json:"id"`
	Kind      string         `json:"kind"`
	Reference string         `json:"reference"`
	Facts     map[string]any `json:"facts"`
}

type status struct {
	Status string `json:"status"`
	Next   struct {
		Who string     `json:"who"`
		By  *time.Time `json:"by"`
	} `json:"next"`
}

func (c client) call(ctx context.Context, method, path, token, key string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("encode: %w", err)
		}
		body = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // it was read to its end
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %d %s", method, path, answer.StatusCode, bytes.TrimSpace(raw))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(raw, out)
}

func (c client) submit(ctx context.Context, token, key string, answers map[string]any) (r receipt, err error) {
	return c.send(ctx, "county", "welfare", token, key, answers)
}

// send brings a request to any program.
func (c client) send(ctx context.Context, organization, program, token, key string, answers map[string]any) (r receipt, err error) {
	return c.ask(ctx, organization, program, token, key, "en", answers)
}

// ask is send in any language. What nobody enters for a family, it sent itself from its pages, as it would outside a demo.
func (c client) ask(ctx context.Context, organization, program, token, key, language string, answers map[string]any) (r receipt, err error) {
	body := map[string]any{"language": language, "answers": answers}
	if token == "" {
		body["channel"] = "web"
	}
	err = c.call(ctx, "POST", "/api/v1/organizations/"+organization+"/programs/"+program+"/requests", token, key, body, &r)
	return r, err
}

func (c client) status(ctx context.Context, r receipt) (s status, err error) {
	err = c.call(ctx, "GET", "/api/v1/requests/"+url.PathEscape(r.Reference), r.Token, "", nil, &s)
	return s, err
}

func (c client) act(ctx context.Context, token, taskID, action string, body map[string]any) error {
	return c.call(ctx, "POST", "/api/v1/tasks/"+taskID+"/actions/"+action, token, "", body, nil)
}

// tasks lists what waits for a token's person about one request, or about any when reference is empty.
func (c client) tasks(ctx context.Context, token, reference string) ([]task, error) {
	var page struct {
		Tasks []task `json:"tasks"`
	}
	if err := c.call(ctx, "GET", "/api/v1/tasks", token, "", nil, &page); err != nil {
		return nil, err
	}
	var found []task
	for _, t := range page.Tasks {
		if reference == "" || t.Reference == reference {
			found = append(found, t)
		}
	}
	return found, nil
}

// waiting is a task together with the person it waits for.
type waiting struct {
	task
	person string
	token  string
}

// await waits until a task of a kind about a request waits for one of the people, and returns all such.
func (c client) await(ctx context.Context, reference, kind string, atLeast int, people ...string) ([]waiting, error) {
	var found []waiting
	err := until(ctx, kind+" of "+reference, func() (bool, error) {
		found = nil
		for _, key := range people {
			token := tokenOf(key)
			tasks, err := c.tasks(ctx, token, reference)
			if err != nil {
				return false, err
			}
			for _, t := range tasks {
				if t.Kind == kind {
					found = append(found, waiting{t, key, token})
				}
			}
		}
		return len(found) >= atLeast, nil
	})
	return found, err
}

func (c client) awaitStatus(ctx context.Context, r receipt, want string) error {
	return until(ctx, r.Reference+" to be "+want, func() (bool, error) {
		s, err := c.status(ctx, r)
		return s.Status == want, err
	})
}

// until asks every few milliseconds, for half a minute at most.
func until(ctx context.Context, what string, done func() (bool, error)) error {
	within, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := done()
		if ok || err != nil {
			return err
		}
		select {
		case <-within.Done():
			return fmt.Errorf("waited in vain for %s", what)
		case <-tick.C:
		}
	}
}

// tokenOf signs one of the county's people in, or of the organization named before a slash.
func tokenOf(key string) string {
	if organization, name, other := strings.Cut(key, "/"); other {
		return person{organization: organization, key: name}.token()
	}
	return person{organization: "county", key: key}.token()
}

// ministers are those on the city's rota, and peers those of the county's Family Association.
func ministers() []string { return withPrefix("city", "minister-") }

func peers() []string { return withPrefix("county", "peer-") }

func withPrefix(organization, prefix string) (keys []string) {
	for _, p := range cast() {
		if p.organization == organization && strings.HasPrefix(p.key, prefix) {
			keys = append(keys, organization+"/"+p.key)
		}
	}
	return keys
}

func trustees() []string {
	var keys []string
	for _, p := range cast() {
		if p.organization == "county" && len(p.key) > 8 && p.key[:8] == "trustee-" {
			keys = append(keys, p.key)
		}
	}
	return keys
}
