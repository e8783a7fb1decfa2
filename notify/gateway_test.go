package notify

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

var key = uuid.MustParse("7b0d3c9e-4c39-4c4e-9d0e-0d6f4a1b2c3d")

func text(to string) Message {
	return Message{Key: key, At: time.Date(2026, 5, 4, 7, 0, 0, 0, time.FixedZone("CDT", -5*3600)), Channel: SMS, To: to, Text: "Reply 4821 1 & go: pomoć"}
}

// call is a request as it came in.
type call struct {
	*http.Request
	body string
}

// smsService answers every call in the same way and hands it on.
func smsService(t *testing.T, status int, answer string) (host string, calls <-chan call) {
	t.Helper()
	got := make(chan call, 10)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got <- call{r, string(body)}
		if status == http.StatusTemporaryRedirect {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://"), got
}

func gateway(t *testing.T, raw string) *Gateway {
	t.Helper()
	g, err := NewSMS(raw)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	host, calls := smsService(t, http.StatusAccepted, "")
	g := gateway(t, "http://"+host+"/out?team=2&secret=s3cret")
	g.CallbackURL = "https://help.test/hooks/sms"
	if err := g.Send(t.Context(), text("+13145550100")); err != nil {
		t.Fatal(err)
	}
	got := <-calls
	if got.Method != "POST" || got.URL.String() != "/out?team=2" || got.Header.Get("Content-Type") != "application/json" {
		t.Errorf("got %s %s, %s", got.Method, got.URL, got.Header)
	}
	var body map[string]string
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"key": key.String(), "to": "+13145550100", "text": text("").Text, "at": "2026-05-04T12:00:00Z"} {
		if body[name] != want {
			t.Errorf("%s: got %q, want %q", name, body[name], want)
		}
	}
	w := &webhook{secret: []byte("s3cret")}
	if header := got.Header.Get("Almoner-Signature"); !w.signed(header, []byte(got.body), time.Now()) || w.signed(header, []byte(got.body+" "), time.Now()) {
		t.Errorf("%q does not sign the body", header)
	}
}

func TestWebhookSignature(t *testing.T) {
	t.Parallel()
	w := &webhook{secret: []byte("s3cret")}
	// made by: printf '1777896000.{}' | openssl dgst -sha256 -hmac s3cret
	const want = "t=1777896000,v1=cbeb239d09a8fbcb8c893b139deb4ad0b9adc0f718f85507cc834d17289a4aa2"
	if got := w.sign(time.Unix(1777896000, 0), []byte("{}")); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTwilio(t *testing.T) {
	t.Parallel()
	for from, name := range map[string]string{"+13145550100": "From", "MG0123": "MessagingServiceSid"} {
		host, calls := smsService(t, http.StatusCreated, `{"sid":"SM1","status":"queued"}`)
		g := gateway(t, "twilio+http://AC123:t%2Fken@"+host+"?from="+from)
		for _, callback := range []string{"", "https://help.test/hooks/sms"} {
			g.CallbackURL = callback
			if err := g.Send(t.Context(), text("+13145550111")); err != nil {
				t.Fatal(err)
			}
			got := <-calls
			if user, password, _ := got.BasicAuth(); got.Method != "POST" || got.URL.String() != "/2010-04-01/Accounts/AC123/Messages.json" || user != "AC123" || password != "t/ken" {
				t.Errorf("got %s %s as %s", got.Method, got.URL, user)
			}
			want := url.Values{name: {from}, "To": {"+13145550111"}, "Body": {text("").Text}}
			if callback != "" {
				want.Set("StatusCallback", callback+"?key="+key.String())
			}
			if got.body != want.Encode() {
				t.Errorf("got %s, want %s", got.body, want.Encode())
			}
		}
	}
}

func TestSMSRefused(t *testing.T) {
	t.Parallel()
	later := RefusedError{}
	for name, tt := range map[string]struct {
		scheme string
		status int
		answer string
		want   RefusedError
	}{
		"webhook 400":         {"http", 400, "no +13145550111", RefusedError{Code: 400}},
		"webhook 422":         {"http", 422, "", RefusedError{Code: 422}},
		"webhook 401":         {"http", 401, "", RefusedError{Code: 401, Setup: true}},
		"webhook 404":         {"http", 404, "", RefusedError{Code: 404, Setup: true}},
		"webhook 408":         {"http", 408, "", later},
		"webhook 425":         {"http", 425, "", later},
		"webhook 429":         {"http", 429, "", later},
		"webhook 500":         {"http", 500, "+13145550111", later},
		"webhook goes astray": {"http", 307, "", later},
		"unsubscribed":        {"twilio+http", 400, `{"code":21610,"message":"+13145550111","status":400}`, RefusedError{Code: 21610}},
		"invalid number":      {"twilio+http", 400, `{"code":21211}`, RefusedError{Code: 21211}},
		"landline":            {"twilio+http", 400, `{"code":21614}`, RefusedError{Code: 21614}},
		"own number is wrong": {"twilio+http", 400, `{"code":21606}`, RefusedError{Code: 21606, Setup: true}},
		"wrong token":         {"twilio+http", 401, `{"code":20003}`, RefusedError{Code: 20003, Setup: true}},
		"too many":            {"twilio+http", 429, `{"code":20429}`, later},
		"queue is full":       {"twilio+http", 400, `{"code":21611}`, later},
		"Twilio is down":      {"twilio+http", 503, `<html>`, later},
		"not Twilio's answer": {"twilio+http", 400, `<html>`, RefusedError{Code: 400}},
		"an answer at length": {"twilio+http", 400, `{"code":21610,"x":"` + strings.Repeat("x", 2*smsAnswerBytes), RefusedError{Code: 400}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host, calls := smsService(t, tt.status, tt.answer)
			err := gateway(t, tt.scheme+"://AC1:token@"+host+"/out?from=%2B13145550100&secret=s3cret").Send(t.Context(), text("+13145550111"))
			if err == nil {
				t.Fatal("no error")
			}
			var refused *RefusedError
			if errors.As(err, &refused) != (tt.want != later) {
				t.Fatalf("got %v, want %+v", err, tt.want)
			}
			if tt.want.Channel = SMS; refused != nil && *refused != tt.want {
				t.Errorf("got %+v, want %+v", *refused, tt.want)
			}
			if s := err.Error(); strings.Contains(s, "314555") || strings.Contains(s, "pomoć") || strings.Contains(s, "s3cret") {
				t.Errorf("%q tells too much", s)
			}
			if len(calls) != 1 {
				t.Errorf("%d calls, want 1", len(calls))
			}
		})
	}
}

func TestSMSUnreached(t *testing.T) {
	t.Parallel()
	host, _ := smsService(t, 200, "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := gateway(t, "twilio+http://AC1:token@"+host+"?from=%2B13145550100").Send(ctx, text("+13145550111"))
	if !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "AC1") || strings.Contains(err.Error(), "314555") {
		t.Errorf("got %v", err)
	}
	var refused *RefusedError
	if err := gateway(t, "http://"+host+"?secret=s").Send(t.Context(), text("")); !errors.As(err, &refused) {
		t.Errorf("got %v without an address", err)
	}
	if err := gateway(t, "http://"+host+"?secret=s").Send(t.Context(), email("ana@example.org")); err == nil {
		t.Error("took an e-mail")
	}
}

func TestNewSMS(t *testing.T) {
	t.Parallel()
	for raw, ok := range map[string]bool{
		"twilio://AC1:token@api.twilio.com?from=+13145550100":      true,
		"twilio+http://AC1:token@127.0.0.1:8080?from=+13145550100": true,
		"twilio+http://AC1:token@api.twilio.com?from=+13145550100": false,
		"twilio://AC1@api.twilio.com?from=+13145550100":            false,
		"twilio://AC1:token@api.twilio.com":                        false,
		"twilio://AC1:token@?from=+13145550100":                    false,
		"https://sms.example.org/out?secret=s3cret":                true,
		"http://localhost:8080/out?secret=s3cret":                  true,
		"http://sms.example.org/out?secret=s3cret":                 false,
		"https://sms.example.org/out":                              false,
		"https:///out?secret=s3cret":                               false,
		"ftp://sms.example.org/out?secret=s3cret":                  false,
		"://s3cret": false,
		"":          false,
	} {
		g, err := NewSMS(raw)
		if (err == nil) != ok || (g != nil) != ok {
			t.Errorf("%q: got %v", raw, err)
		}
		if err != nil && (strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "AC1")) {
			t.Errorf("%v tells a secret", err)
		}
	}
	g := gateway(t, "twilio://AC1:token@api.twilio.com?from=+13145550100")
	if to := g.service.(*twilio); to.base != "https://api.twilio.com" || to.from != "+13145550100" || !g.Reaches(SMS) || g.Reaches(Email) {
		t.Errorf("got %+v", to)
	}
}
