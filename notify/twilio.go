package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // Twilio signs with it, and nothing here depends on collisions
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// twilioPasses are the codes of limits, which pass whatever status comes with them.
var twilioPasses = map[int]bool{14107: true, 20429: true, 21611: true, 30001: true, 63038: true}

// twilioSetup are the codes about the sender's number, the account or the callback.
var twilioSetup = map[int]bool{
	20003: true, 21212: true, 21603: true, 21606: true, 21609: true, 21659: true, 21660: true, 21661: true, 21701: true, 21702: true, 21703: true,
}

// twilio is the service of Twilio, and of those who offer the same calls.
type twilio struct {
	base  string // "https://api.twilio.com"
	sid   string
	token string
	from  string // a number with its country code, or the id of a messaging service
}

// NewTwilio reads "twilio://SID:TOKEN@api.twilio.com?from=+13145550100"; from may also be a messaging service (MG…).
// "twilio+http://" speaks without TLS, to this machine only.
func NewTwilio(raw string) (*Gateway, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "twilio" && u.Scheme != "twilio+http" || u.Hostname() == "" || u.Scheme == "twilio+http" && !loopback(u.Hostname()) {
		return nil, errors.New("text messages: want twilio://SID:TOKEN@api.twilio.com?from=number")
	}
	t := &twilio{base: "https://" + u.Host, sid: u.User.Username(), from: strings.ReplaceAll(u.Query().Get("from"), " ", "+")} // a bare + in a query is a space
	t.token, _ = u.User.Password()
	if u.Scheme == "twilio+http" {
		t.base = "http://" + u.Host
	}
	if t.sid == "" || t.token == "" || t.from == "" {
		return nil, errors.New("text messages: want SID, TOKEN and from for Twilio")
	}
	return newGateway(t), nil
}

func (t *twilio) call(ctx context.Context, m Message, report string) (*http.Request, error) {
	form := url.Values{"To": {m.To}, "Body": {m.Text}}
	if strings.HasPrefix(t.from, "MG") {
		form.Set("MessagingServiceSid", t.from)
	} else {
		form.Set("From", t.from)
	}
	if report != "" {
		form.Set("StatusCallback", report)
	}
	to := t.base + "/2010-04-01/Accounts/" + url.PathEscape(t.sid) + "/Messages.json"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.SetBasicAuth(t.sid, t.token)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return req, nil
}

func (t *twilio) refusal(status int, answer []byte) error {
	var said struct {
		Code int `json:"code"`
	}
	if err := json.Unmarshal(answer, &said); err != nil || said.Code == 0 {
		return refusedWith(status, status)
	}
	switch {
	case twilioPasses[said.Code]:
		return fmt.Errorf("text message: the service wants it later: %d", said.Code)
	case twilioSetup[said.Code]:
		return &RefusedError{Channel: SMS, Code: said.Code, Setup: true}
	}
	return refusedWith(status, said.Code)
}

// Receive reads one call of Twilio. Its signature has no time: what it repeats is known by its ID.
func (t *twilio) Receive(r *http.Request, publicURL string, body []byte, _ time.Time) ([]Inbound, error) {
	signature, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Twilio-Signature"))
	if err != nil || len(signature) == 0 {
		return nil, unsigned()
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, unreadable()
	}
	if !t.signed(signature, strings.TrimSuffix(publicURL, "/")+r.URL.RequestURI(), form) {
		return nil, unsigned()
	}
	if status := form.Get("MessageStatus"); status != "" {
		return became(status, r.URL.Query().Get("key"))
	}
	in := Inbound{From: form.Get("From"), Text: form.Get("Body"), ID: form.Get("MessageSid")}
	if in.From == "" || in.ID == "" {
		return nil, unreadable()
	}
	return []Inbound{in}, nil
}

func became(status, key string) ([]Inbound, error) {
	state := Failed
	switch {
	case key == "": // sent by somebody else on the same account
		return nil, nil
	case status == "delivered":
		state = Delivered
	case status != "undelivered" && status != "failed":
		return nil, nil
	}
	id, err := uuid.Parse(key)
	if err != nil {
		return nil, unreadable()
	}
	return []Inbound{{Key: id, State: state}}, nil
}

// signed accepts the URL with its port and without, because Twilio leaves it out for some calls and not for others.
func (t *twilio) signed(signature []byte, called string, form url.Values) bool {
	urls := []string{called}
	if u, err := url.Parse(called); err == nil && u.Hostname() != "" {
		scheme, rest, _ := strings.Cut(called, "://")
		rest = strings.TrimPrefix(rest, u.Host)
		standard := "443"
		if scheme == "http" {
			standard = "80"
		}
		urls = append(urls, scheme+"://"+strings.TrimSuffix(u.Host, ":"+u.Port())+rest)
		if u.Port() == "" {
			urls = append(urls, scheme+"://"+net.JoinHostPort(u.Hostname(), standard)+rest)
		}
	}
	ok := false
	for _, at := range urls {
		ok = hmac.Equal(signature, t.sum(at, form)) || ok
	}
	return ok
}

// sum goes over the URL, then every name with its values, in order and with nothing between.
func (t *twilio) sum(called string, form url.Values) []byte {
	mac := hmac.New(sha1.New, []byte(t.token))
	mac.Write([]byte(called))
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range slices.Compact(slices.Sorted(slices.Values(form[name]))) {
			mac.Write([]byte(name + value))
		}
	}
	return mac.Sum(nil)
}
