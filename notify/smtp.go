package notify

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/url"
	"strings"
	"time"
)

const smtpWithin = 30 * time.Second

// SMTP sends e-mail through one server, with STARTTLS where the server offers it.
type SMTP struct {
	address string // host:port
	host    string
	auth    smtp.Auth
	from    mail.Address
}

// NewSMTP reads "smtp://user:password@host:port?from=address"; user and password may be left out. The sender's name says
// nothing about the program it writes for.
func NewSMTP(raw string) (*SMTP, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "smtp" || u.Host == "" {
		return nil, fmt.Errorf("mail server: want smtp://user:password@host:port?from=address")
	}
	from, err := mail.ParseAddress(u.Query().Get("from"))
	if err != nil {
		return nil, fmt.Errorf("mail server: from is not an address")
	}
	s := &SMTP{address: u.Host, host: u.Hostname(), from: mail.Address{Name: "Almoner", Address: from.Address}}
	if u.Port() == "" {
		s.address = net.JoinHostPort(s.host, "587")
	}
	if password, ok := u.User.Password(); ok {
		s.auth = smtp.PlainAuth("", u.User.Username(), password, s.host)
	}
	return s, nil
}

// Reaches is true for e-mail only.
func (s *SMTP) Reaches(c Channel) bool { return c == Email }

// Send delivers one e-mail to the server.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if m.Channel != Email {
		return fmt.Errorf("send %s: no such channel here", m.Channel)
	}
	body, err := s.compose(m)
	if err != nil {
		return err
	}
	dialer := net.Dialer{Timeout: smtpWithin}
	conn, err := dialer.DialContext(ctx, "tcp", s.address)
	if err != nil {
		return fmt.Errorf("reach mail server: %w", err)
	}
	if err := conn.SetDeadline(time.Now().Add(smtpWithin)); err != nil {
		return fmt.Errorf("bound mail server: %w", err)
	}
	c, err := smtp.NewClient(conn, s.host)
	if err != nil {
		return fmt.Errorf("greet mail server: %w", err)
	}
	defer c.Close() //nolint:errcheck // what counts is the answer to Data
	return s.deliver(c, m.To, body)
}

func (s *SMTP) deliver(c *smtp.Client, to string, body []byte) error {
	if ok, _ := c.Extension("STARTTLS"); ok {
		if err := c.StartTLS(tlsConfig(s.host)); err != nil {
			return fmt.Errorf("start TLS: %w", err)
		}
	}
	if s.auth != nil {
		if err := c.Auth(s.auth); err != nil {
			return fmt.Errorf("sign in at mail server: %w", err)
		}
	}
	if err := c.Mail(s.from.Address); err != nil {
		return fmt.Errorf("name sender: %w", err)
	}
	if err := c.Rcpt(to); err != nil {
		return fmt.Errorf("name recipient: %w", err)
	}
	w, err := c.Data()
	if err != nil {
		return fmt.Errorf("begin message: %w", err)
	}
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("end message: %w", err)
	}
	return c.Quit()
}

func (s *SMTP) compose(m Message) ([]byte, error) {
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return nil, fmt.Errorf("recipient is not an address")
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s@%s>\r\n", s.from.String(), (&mail.Address{Address: to.Address}).String(),
		mime.QEncoding.Encode("utf-8", m.Subject), m.At.Format(time.RFC1123Z), m.Key, s.host)
	b.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nAuto-Submitted: auto-generated\r\n\r\n")
	b.WriteString(strings.ReplaceAll(m.Text, "\n", "\r\n"))
	b.WriteString("\r\n")
	return b.Bytes(), nil
}
