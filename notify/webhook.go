package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// signatureHeader holds "t=<unix seconds>,v1=<hex HMAC-SHA256 of t, a dot and the body>", on calls in both directions.
const signatureHeader = "Almoner-Signature"

const signatureAge = 5 * time.Minute

// webhook is the service for whoever has an own gateway: JSON, signed with a shared secret.
type webhook struct {
	url    string
	secret []byte
}

// NewWebhook sends by POST of {"key","to","text","at"} to an https URL (http on this machine), and reads {"from","text","id"} and
// {"key","state"}, all signed with the secret.
func NewWebhook(raw, secret string) (*Gateway, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, errors.New("text messages: want https://host/path?secret=secret")
	}
	if secret == "" {
		return nil, errors.New("text messages: secret is missing")
	}
	return newGateway(&webhook{url: raw, secret: []byte(secret)}), nil
}

func (w *webhook) call(ctx context.Context, m Message, _ string) (*http.Request, error) {
	body, err := json.Marshal(map[string]any{"key": m.Key, "to": m.To, "text": m.Text, "at": m.At.UTC()})
	if err != nil {
		return nil, errors.New("cannot be put in JSON")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(signatureHeader, w.sign(time.Now(), body))
	return req, nil
}

func (w *webhook) refusal(status int, _ []byte) error { return refusedWith(status, status) }

func (w *webhook) sign(at time.Time, body []byte) string {
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(w.sum(strconv.FormatInt(at.Unix(), 10), body)))
}

func (w *webhook) sum(at string, body []byte) []byte {
	mac := hmac.New(sha256.New, w.secret)
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

// signed accepts any v1 of several, so that a gateway can change its secret.
func (w *webhook) signed(header string, body []byte, now time.Time) bool {
	var at string
	var sums [][]byte
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			at = value
		case "v1":
			sum, err := hex.DecodeString(value)
			if err != nil {
				return false
			}
			sums = append(sums, sum)
		}
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > signatureAge {
		return false
	}
	want, ok := w.sum(at, body), false
	for _, sum := range sums {
		ok = hmac.Equal(sum, want) || ok
	}
	return ok
}

// Receive reads one call of the gateway.
func (w *webhook) Receive(r *http.Request, _ string, body []byte, now time.Time) ([]Inbound, error) {
	if !w.signed(r.Header.Get(signatureHeader), body, now) {
		return nil, unsigned()
	}
	var in struct {
		From  string `json:"from"`
		Text  string `json:"text"`
		ID    string `json:"id"`
		Key   string `json:"key"`
		State State  `json:"state"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, unreadable()
	}
	about, text := in.Key != "" || in.State != "", in.From != "" || in.ID != "" || in.Text != ""
	if about == text {
		return nil, unreadable()
	}
	if text {
		if in.From == "" || in.ID == "" {
			return nil, unreadable()
		}
		return []Inbound{{From: in.From, Text: in.Text, ID: in.ID}}, nil
	}
	key, err := uuid.Parse(in.Key)
	if err != nil || in.State != Delivered && in.State != Failed {
		return nil, unreadable()
	}
	return []Inbound{{Key: key, State: in.State}}, nil
}
