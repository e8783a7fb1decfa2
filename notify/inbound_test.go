package notify

import (
	"encoding/base64"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/almoner/almoner/domain"
)

const publicURL = "https://help.test"

var now = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func TestReceiveWebhook(t *testing.T) {
	t.Parallel()
	w := &webhook{secret: []byte("s3cret")}
	g := gateway(t, "https://sms.example.org?secret=s3cret")
	said, state := `{"from":"+13145550111","text":"4821 1","id":"m1"}`, `{"key":"`+key.String()+`","state":"delivered"}`
	fresh := w.sign(now, []byte(said))
	for name, tt := range map[string]struct {
		body, header string // a header of its own, where not signed as it should be
		want         Inbound
		code         domain.Code
	}{
		"a text":              {body: said, want: Inbound{From: "+13145550111", Text: "4821 1", ID: "m1"}},
		"an empty text":       {body: `{"from":"1","text":"","id":"m1"}`, want: Inbound{From: "1", ID: "m1"}},
		"delivered":           {body: state, want: Inbound{Key: key, State: Delivered}},
		"failed":              {body: strings.Replace(state, "delivered", "failed", 1), want: Inbound{Key: key, State: Failed}},
		"no signature":        {body: said, header: "-", code: domain.Unauthorized},
		"of another secret":   {body: said, header: (&webhook{secret: []byte("other")}).sign(now, []byte(said)), code: domain.Unauthorized},
		"of another body":     {body: strings.Replace(said, "4821 1", "4821 2", 1), header: fresh, code: domain.Unauthorized},
		"of another time":     {body: said, header: strings.Replace(fresh, "t=1", "t=2", 1), code: domain.Unauthorized},
		"five minutes old":    {body: said, header: w.sign(now.Add(-5*time.Minute), []byte(said)), want: Inbound{From: "+13145550111", Text: "4821 1", ID: "m1"}},
		"older":               {body: said, header: w.sign(now.Add(-5*time.Minute-time.Second), []byte(said)), code: domain.Unauthorized},
		"from the future":     {body: said, header: w.sign(now.Add(6*time.Minute), []byte(said)), code: domain.Unauthorized},
		"from the far future": {body: said, header: w.sign(time.Unix(1<<62, 0), []byte(said)), code: domain.Unauthorized},
		"no time":             {body: said, header: fresh[strings.Index(fresh, "v1="):], code: domain.Unauthorized},
		"no sum":              {body: said, header: fresh[:strings.Index(fresh, ",")], code: domain.Unauthorized},
		"empty sum":           {body: said, header: fresh[:strings.Index(fresh, "v1=")] + "v1=", code: domain.Unauthorized},
		"sum cut off":         {body: said, header: fresh[:len(fresh)-2], code: domain.Unauthorized},
		"one of two sums":     {body: said, header: fresh + ", v1=00ff", want: Inbound{From: "+13145550111", Text: "4821 1", ID: "m1"}},
		"not JSON":            {body: `from=1`, code: domain.Invalid},
		"empty":               {body: `{}`, code: domain.Invalid},
		"null":                {body: `null`, code: domain.Invalid},
		"no body":             {body: ``, code: domain.Invalid},
		"nobody's text":       {body: `{"text":"hello","id":"m1"}`, code: domain.Invalid},
		"no id":               {body: `{"from":"1","text":"hello"}`, code: domain.Invalid},
		"both":                {body: `{"from":"1","text":"hello","id":"m1","key":"` + key.String() + `","state":"failed"}`, code: domain.Invalid},
		"not a key":           {body: `{"key":"7","state":"failed"}`, code: domain.Invalid},
		"no such state":       {body: strings.Replace(state, "delivered", "queued", 1), code: domain.Invalid},
		"our own call back":   {body: `{"key":"` + key.String() + `","to":"1","text":"x","at":"2026-05-04T12:00:00Z"}`, code: domain.Invalid},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/hooks/sms", nil)
		switch tt.header {
		case "":
			r.Header.Set(signatureHeader, w.sign(now, []byte(tt.body)))
		case "-":
		default:
			r.Header.Set(signatureHeader, tt.header)
		}
		got, err := g.Receive(r, publicURL, []byte(tt.body), now)
		received(t, name, got, err, tt.want, tt.code)
	}
}

// received expects one thing, an error, or neither where both are empty.
func received(t *testing.T, name string, got []Inbound, err error, want Inbound, code domain.Code) {
	t.Helper()
	switch {
	case domain.CodeOf(err) != code:
		t.Errorf("%s: got %v, want code %q", name, err, code)
	case want == Inbound{} && len(got) != 0:
		t.Errorf("%s: got %+v, want nothing", name, got)
	case want != Inbound{} && (len(got) != 1 || got[0] != want):
		t.Errorf("%s: got %+v, want %+v", name, got, want)
	case err != nil && strings.Contains(err.Error(), "+1"):
		t.Errorf("%s: %v tells a number", name, err)
	}
}

// TestTwilioSignature takes examples that Twilio published.
func TestTwilioSignature(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ token, url, form, want string }{
		{
			"12345", "https://mycompany.com/myapp.php?foo=1&bar=2",
			"CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212", "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
		},
		{
			"2bd9e9638872de601313dc77410d3b23", "http://twiliotests.heroku.com/validate/sms",
			"ToState=CA&FromState=CA&AccountSid=ACba8bc05eacf94afdae398e642c9cc32d&SmsMessageSid=SM2003cbd5e6a3701999aa3e5f20ff2787&Body=Orly&From=%2B14159354345" +
				"&FromCity=SAN+FRANCISCO&SmsStatus=received&FromZip=94107&FromCountry=US&To=%2B14158141819&ToCity=SAN+FRANCISCO&ToZip=94105&ToCountry=US" +
				"&ApiVersion=2010-04-01&SmsSid=SM2003cbd5e6a3701999aa3e5f20ff2787", "mxeiv65lEe0b8L6LdVw2jgJi8yw=",
		},
	} {
		form, err := url.ParseQuery(tt.form)
		if err != nil {
			t.Fatal(err)
		}
		if got := base64.StdEncoding.EncodeToString((&twilio{token: tt.token}).sum(tt.url, form)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.url, got, tt.want)
		}
	}
}

func TestReceiveTwilio(t *testing.T) {
	t.Parallel()
	g := gateway(t, "twilio://AC1:token@api.twilio.com?from=+13145550100")
	sign := func(token, called, body string) string {
		form, _ := url.ParseQuery(body)
		return base64.StdEncoding.EncodeToString((&twilio{token: token}).sum(called, form))
	}
	const hook = "/hooks/sms"
	report := hook + "?key=" + key.String()
	said := "MessageSid=SM1&From=%2B13145550111&Body=S%C3%AD%2C+4821+1&SmsStatus=received&NumMedia=0"
	text := Inbound{From: "+13145550111", Text: "Sí, 4821 1", ID: "SM1"}
	for name, tt := range map[string]struct {
		path, body, header, public string // header and public where they are not as they should be
		want                       Inbound
		code                       domain.Code
	}{
		"a text":               {path: hook, body: said, want: text},
		"a picture":            {path: hook, body: "MessageSid=MM1&From=1&Body=&NumMedia=1", want: Inbound{From: "1", ID: "MM1"}},
		"base ends in a slash": {path: hook, body: said, public: publicURL + "/", header: sign("token", publicURL+hook, said), want: text},
		"port left out":        {path: hook, body: said, public: publicURL + ":8443", header: sign("token", publicURL+hook, said), want: text},
		"port kept":            {path: hook, body: said, public: publicURL + ":8443", header: sign("token", publicURL+":8443"+hook, said), want: text},
		"port added":           {path: hook, body: said, header: sign("token", publicURL+":443"+hook, said), want: text},
		"IPv6":                 {path: hook, body: said, public: "https://[::1]", header: sign("token", "https://[::1]:443"+hook, said), want: text},
		"delivered":            {path: report, body: "MessageSid=SM1&MessageStatus=delivered", want: Inbound{Key: key, State: Delivered}},
		"undelivered":          {path: report, body: "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30005", want: Inbound{Key: key, State: Failed}},
		"failed":               {path: report, body: "MessageSid=SM1&MessageStatus=failed", want: Inbound{Key: key, State: Failed}},
		"sent":                 {path: report, body: "MessageSid=SM1&MessageStatus=sent"},
		"sent by others":       {path: hook, body: "MessageSid=SM1&MessageStatus=delivered"},
		"not a key":            {path: hook + "?key=7", body: "MessageSid=SM1&MessageStatus=delivered", code: domain.Invalid},
		"no signature":         {path: hook, body: said, header: "-", code: domain.Unauthorized},
		"not base64":           {path: hook, body: said, header: "?", code: domain.Unauthorized},
		"of another token":     {path: hook, body: said, header: sign("other", publicURL+hook, said), code: domain.Unauthorized},
		"of another host":      {path: hook, body: said, header: sign("token", "https://evil.test"+hook, said), code: domain.Unauthorized},
		"of another key":       {path: report, body: "MessageStatus=failed", header: sign("token", publicURL+hook+"?key=7", "MessageStatus=failed"), code: domain.Unauthorized},
		"of another body":      {path: hook, body: said + "&Body=STOP", header: sign("token", publicURL+hook, said), code: domain.Unauthorized},
		"over http":            {path: hook, body: said, header: sign("token", "http://help.test"+hook, said), code: domain.Unauthorized},
		"not a form":           {path: hook, body: "a=%zz", code: domain.Invalid},
		"nobody's text":        {path: hook, body: "MessageSid=SM1&Body=x", code: domain.Invalid},
		"no id":                {path: hook, body: "From=1&Body=x", code: domain.Invalid},
		"empty":                {path: hook, code: domain.Invalid},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "POST", tt.path, nil)
		switch tt.header {
		case "":
			r.Header.Set("X-Twilio-Signature", sign("token", publicURL+tt.path, tt.body))
		case "-":
		default:
			r.Header.Set("X-Twilio-Signature", tt.header)
		}
		public := publicURL
		if tt.public != "" {
			public = tt.public
		}
		got, err := g.Receive(r, public, []byte(tt.body), now)
		received(t, name, got, err, tt.want, tt.code)
	}
}
