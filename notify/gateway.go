package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"
)

const (
	smsWithin      = 20 * time.Second // one call, from the dial to the end of the answer
	smsAnswerBytes = 64 << 10
)

// Gateway sends text messages through a service on the web, and reads what the service calls about.
type Gateway struct {
	CallbackURL string // where the service is told to report deliveries; set before the first Send, empty for no reports
	service     service
	client      *http.Client
}

// service is one web service's way to put things.
type service interface {
	// call is the request that has the message sent; report is where deliveries are reported, or empty.
	call(ctx context.Context, m Message, report string) (*http.Request, error)
	// refusal reads an answer that is no success.
	refusal(status int, answer []byte) error
	Receiver
}

// NewSMS chooses the service by the scheme: twilio://… as in NewTwilio, or https://host/path?secret=… for the webhook.
func NewSMS(raw string) (*Gateway, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("text messages: not a URL")
	}
	switch u.Scheme {
	case "twilio", "twilio+http":
		return NewTwilio(raw)
	case "https", "http":
		q := u.Query()
		secret := q.Get("secret")
		q.Del("secret")
		u.RawQuery = q.Encode()
		return NewWebhook(u.String(), secret)
	}
	return nil, errors.New("text messages: want twilio://SID:TOKEN@api.twilio.com?from=number or https://host/path?secret=secret")
}

func newGateway(s service) *Gateway {
	return &Gateway{service: s, client: &http.Client{
		Timeout:       smsWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // messages go to the host that was set up
	}}
}

// Reaches is true for text messages only.
func (g *Gateway) Reaches(c Channel) bool { return c == SMS }

// Send gives one text message to the service.
func (g *Gateway) Send(ctx context.Context, m Message) error {
	if m.Channel != SMS {
		return fmt.Errorf("send %s: no such channel here", m.Channel)
	}
	if m.To == "" {
		return &RefusedError{Channel: SMS}
	}
	req, err := g.service.call(ctx, m, g.reportTo(m.Key))
	if err != nil {
		return fmt.Errorf("text message: %w", bare(err))
	}
	resp, err := g.client.Do(req)
	if err != nil {
		return fmt.Errorf("text message: %w", bare(err))
	}
	defer resp.Body.Close() //nolint:errcheck // what counts is the status
	answer, err := io.ReadAll(io.LimitReader(resp.Body, smsAnswerBytes))
	switch {
	case resp.StatusCode >= 200 && resp.StatusCode < 300: // taken, even if the rest of the answer is lost
		return nil
	case err != nil:
		return fmt.Errorf("text message: answer %d: %w", resp.StatusCode, err)
	}
	return g.service.refusal(resp.StatusCode, answer)
}

// Receive reads one call of the service.
func (g *Gateway) Receive(r *http.Request, publicURL string, body []byte, now time.Time) ([]Inbound, error) {
	return g.service.Receive(r, publicURL, body, now)
}

func (g *Gateway) reportTo(key uuid.UUID) string {
	u, err := url.Parse(g.CallbackURL)
	if err != nil || g.CallbackURL == "" {
		return ""
	}
	q := u.Query()
	q.Set("key", key.String())
	u.RawQuery = q.Encode()
	return u.String()
}

// bare takes the URL out of an error, because it names the account.
func bare(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}

// refusedWith sorts an HTTP status: 4xx is for good, except for those that ask to come again.
func refusedWith(status, code int) error {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return fmt.Errorf("text message: the service wants it later: %d", code)
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed:
		return &RefusedError{Channel: SMS, Code: code, Setup: true}
	}
	if status >= 400 && status < 500 {
		return &RefusedError{Channel: SMS, Code: code}
	}
	return fmt.Errorf("text message: the service answered %d", code)
}
