package notify

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/google/uuid"
)

// mailServer takes mail for everybody but gone@ (never) and busy@ (not the first time).
type mailServer struct {
	address string
	roots   *x509.CertPool // trusts the server's certificate

	mu    sync.Mutex
	got   []string
	users []string
	busy  int
}

func (s *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &mailSession{server: s}, nil
}

type mailSession struct {
	server *mailServer
	from   string
}

func (m *mailSession) Reset()        {}
func (m *mailSession) Logout() error { return nil }

func (m *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (m *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		m.server.mu.Lock()
		defer m.server.mu.Unlock()
		m.server.users = append(m.server.users, user)
		if password != "right" {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (m *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	m.from = from
	if strings.HasPrefix(from, "blocked@") {
		return &smtp.SMTPError{Code: 550, Message: "not " + from}
	}
	return nil
}

func (m *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	m.server.mu.Lock()
	defer m.server.mu.Unlock()
	switch {
	case strings.HasPrefix(to, "gone@"):
		return &smtp.SMTPError{Code: 550, Message: "nobody here: " + to}
	case strings.HasPrefix(to, "busy@"):
		if m.server.busy++; m.server.busy == 1 {
			return &smtp.SMTPError{Code: 451, Message: "come back later, " + to}
		}
	}
	return nil
}

func (m *mailSession) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	m.server.mu.Lock()
	defer m.server.mu.Unlock()
	m.server.got = append(m.server.got, string(body))
	return err
}

// serveMail starts a server on this machine; secured offers STARTTLS, or TLS from the first byte where implicit.
func serveMail(t *testing.T, secured, implicit bool) *mailServer {
	t.Helper()
	s := &mailServer{roots: x509.NewCertPool()}
	server := smtp.NewServer(s)
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = "mail.test", true, log.New(io.Discard, "", 0)
	web := httptest.NewTLSServer(nil) // for its certificate
	t.Cleanup(web.Close)
	s.roots.AddCert(web.Certificate())
	if secured {
		server.TLSConfig = &tls.Config{Certificates: web.TLS.Certificates}
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	if implicit {
		l = tls.NewListener(l, server.TLSConfig)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(l)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return s
}

// sender sends to the server, with what stands before the host and a query.
func (s *mailServer) sender(t *testing.T, scheme, user string) *SMTP {
	t.Helper()
	sender, err := NewSMTP(fmt.Sprintf("%s://%s%s?from=%s", scheme, user, s.address, url.QueryEscape("help@almoner.test")))
	if err != nil {
		t.Fatal(err)
	}
	sender.tls.RootCAs = s.roots
	return sender
}

func (s *mailServer) mails() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.got...)
}

func email(to string) Message {
	return Message{
		Key: uuid.MustParse("7b0d3c9e-4c39-4c4e-9d0e-0d6f4a1b2c3d"), At: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC), Channel: Email, To: to,
		Subject: "Nešto novo\r\nBcc: x@evil.test", Text: "Zdravo,\nhttps://help.test/r/abc?x=1&y=" + strings.Repeat("z", 100) + "\n.\npomoć\n",
	}
}
