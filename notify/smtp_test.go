package notify

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/wneessen/go-mail"
)

func TestMail(t *testing.T) {
	t.Parallel()
	s := serveMail(t, false, false)
	if err := s.sender(t, "smtp", "").Send(t.Context(), email("ana@example.org")); err != nil {
		t.Fatal(err)
	}
	got := s.mails()
	if len(got) != 1 {
		t.Fatalf("%d e-mails, want 1", len(got))
	}
	read, err := netmail.ReadMessage(strings.NewReader(got[0]))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"From": `"Almoner" <help@almoner.test>`, "To": "<ana@example.org>", "Auto-Submitted": "auto-generated", "Date": "Mon, 04 May 2026 12:00:00 +0000",
		"Message-ID": "<7b0d3c9e-4c39-4c4e-9d0e-0d6f4a1b2c3d@almoner.test>", "Content-Type": "text/plain; charset=UTF-8", "Bcc": "", "X-Mailer": "", "User-Agent": "",
	} {
		if got := read.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	body, err := io.ReadAll(quotedprintable.NewReader(read.Body))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.TrimSpace(strings.ReplaceAll(string(body), "\r\n", "\n")), strings.TrimSpace(email("").Text); got != want {
		t.Errorf("got text %q, want %q", got, want)
	}
}

func TestMailSecured(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		scheme, user      string
		secured, implicit bool
		mandatory         bool
		works             bool
		code              int
	}{
		"STARTTLS where offered":         {scheme: "smtp", secured: true, works: true},
		"TLS from the first byte":        {scheme: "smtps", secured: true, implicit: true, user: "almoner:right@", works: true},
		"smtps to a plain server":        {scheme: "smtps"},
		"password on this machine":       {scheme: "smtp", user: "almoner:right@", works: true},
		"password after STARTTLS":        {scheme: "smtp", user: "almoner:right@", secured: true, mandatory: true, works: true},
		"no password without STARTTLS":   {scheme: "smtp", user: "almoner:right@", mandatory: true},
		"wrong password is for good":     {scheme: "smtp", user: "almoner:wrong@", secured: true, code: 535},
		"certificate of somebody unseen": {scheme: "smtp", user: "untrusted:right@", secured: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serveMail(t, tt.secured, tt.implicit)
			sender := s.sender(t, tt.scheme, tt.user)
			if tt.mandatory {
				sender.policy = mail.TLSMandatory
			}
			if strings.HasPrefix(tt.user, "untrusted") {
				sender.tls.RootCAs = x509.NewCertPool()
			}
			err := sender.Send(t.Context(), email("ana@example.org"))
			if (err == nil) != tt.works || len(s.mails()) == 0 == tt.works {
				t.Errorf("works %t, want %t: %v", err == nil, tt.works, err)
			}
			var refused *RefusedError
			if errors.As(err, &refused) != (tt.code != 0) || tt.code != 0 && (refused.Code != tt.code || !refused.Setup) {
				t.Errorf("got %v, want code %d", err, tt.code)
			}
			if !tt.works && tt.code == 0 && len(s.users) > 0 {
				t.Error("the password was told")
			}
		})
	}
}

func TestMailRefused(t *testing.T) {
	t.Parallel()
	s := serveMail(t, false, false)
	sender := s.sender(t, "smtp", "")
	blocked := s.sender(t, "smtp", "")
	blocked.from.Address = "blocked@almoner.test"
	for _, tt := range []struct {
		sender  *SMTP
		to      string
		refused RefusedError
		ok      bool
	}{
		{sender: sender, to: "gone@example.org", refused: RefusedError{Channel: Email, Code: 550}},
		{sender: sender, to: "busy@example.org"},
		{sender: sender, to: "busy@example.org", ok: true},
		{sender: sender, to: "no address", refused: RefusedError{Channel: Email}},
		{sender: sender, to: "ana@example.org\r\nBcc: x@example.org", refused: RefusedError{Channel: Email}},
		{sender: blocked, to: "ana@example.org", refused: RefusedError{Channel: Email, Code: 550, Setup: true}},
	} {
		err := tt.sender.Send(t.Context(), email(tt.to))
		var refused *RefusedError
		switch {
		case tt.ok && err == nil:
		case err == nil || tt.ok:
			t.Errorf("%s: got %v", tt.to, err)
		case errors.As(err, &refused) != (tt.refused.Channel != ""):
			t.Errorf("%s: got %v, want %v", tt.to, err, tt.refused)
		case refused != nil && *refused != tt.refused:
			t.Errorf("%s: got %+v, want %+v", tt.to, *refused, tt.refused)
		case strings.Contains(err.Error(), "example.org") || strings.Contains(err.Error(), "address: ") || strings.Contains(err.Error(), "7b0d"):
			t.Errorf("%q tells whom", err)
		}
	}
}

func TestMailHangsUp(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error, 1)
	go func() { // greets nobody, and hears the line go dead
		conn, err := l.Accept()
		if err != nil {
			gone <- err
			return
		}
		cancel()
		_, err = conn.Read(make([]byte, 1))
		gone <- err
		_ = conn.Close()
	}()
	s, err := NewSMTP("smtp://" + l.Addr().String() + "?from=help@almoner.test")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(ctx, email("ana@example.org")); err == nil {
		t.Error("sent to nobody")
	}
	if err := <-gone; !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want the end", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), email("ana@example.org")); err == nil || errors.As(err, new(*RefusedError)) {
		t.Errorf("got %v from no server, want to try later", err)
	}
}

func TestNewSMTP(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]struct {
		port   int
		policy mail.TLSPolicy
		ok     bool
	}{
		"smtp://mail.example.org?from=a@example.org":                       {587, mail.TLSOpportunistic, true},
		"smtp://u:p@mail.example.org?from=a@example.org":                   {587, mail.TLSMandatory, true},
		"smtp://u:p@mail.example.org:25?from=A+<a@example.org>":            {25, mail.TLSMandatory, true},
		"smtp://u:p@localhost:1025?from=a@example.org":                     {1025, mail.TLSOpportunistic, true},
		"smtp://u:p@[::1]:1025?from=a@example.org":                         {1025, mail.TLSOpportunistic, true},
		"smtps://u:p@mail.example.org?from=a@example.org":                  {465, mail.TLSMandatory, true},
		"http://mail.example.org?from=a@example.org":                       {},
		"smtp://mail.example.org":                                          {},
		"smtp://mail.example.org:0?from=a@example.org":                     {},
		"smtp://?from=a@example.org":                                       {},
		"smtp://user:secretpassword@mail.example.org:x?from=a@example.org": {},
		"": {},
	} {
		s, err := NewSMTP(raw)
		if (err == nil) != want.ok || want.ok && (s.port != want.port || s.policy != want.policy) {
			t.Errorf("%s: got %+v, %v", raw, s, err)
		}
		if err != nil && strings.Contains(err.Error(), "secretpassword") {
			t.Errorf("%v tells the password", err)
		}
	}
}
