package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

const (
	smtpWithin  = 30 * time.Second // one delivery, from the call to the server's last answer
	smtpPort    = 587
	smtpTLSPort = 465
	permanent   = 500 // SMTP's answers from here on are for good
)

// SMTP sends e-mail through one server.
type SMTP struct {
	host     string
	port     int
	implicit bool // TLS from the first byte
	policy   mail.TLSPolicy
	tls      *tls.Config
	user     string
	password string
	signsIn  bool
	from     netmail.Address
}

// NewSMTP reads "smtp://user:password@host:port?from=address", or smtps:// for TLS from the first byte; user and password may
// be left out. With them smtp:// insists on STARTTLS unless the server is this machine. The sender's name says nothing about
// the program it writes for.
func NewSMTP(raw string) (*SMTP, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" {
		return nil, errors.New("mail server: want smtp:// or smtps://user:password@host:port?from=address")
	}
	from, err := netmail.ParseAddress(u.Query().Get("from"))
	if err != nil {
		return nil, errors.New("mail server: from is not an address")
	}
	s := &SMTP{
		host: u.Hostname(), port: smtpPort, implicit: u.Scheme == "smtps", policy: mail.TLSOpportunistic,
		tls:  &tls.Config{ServerName: u.Hostname(), MinVersion: tls.VersionTLS12},
		from: netmail.Address{Name: "Almoner", Address: from.Address},
	}
	if s.implicit {
		s.port = smtpTLSPort
	}
	if u.Port() != "" {
		if s.port, err = strconv.Atoi(u.Port()); err != nil || s.port < 1 || s.port > 65535 {
			return nil, errors.New("mail server: no such port")
		}
	}
	if s.password, s.signsIn = u.User.Password(); s.signsIn {
		s.user = u.User.Username()
		if !loopback(s.host) {
			s.policy = mail.TLSMandatory
		}
	}
	return s, nil
}

// loopback tells whether what is sent to a host stays on this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Reaches is true for e-mail only.
func (s *SMTP) Reaches(c Channel) bool { return c == Email }

// Send delivers one e-mail to the server.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if m.Channel != Email {
		return fmt.Errorf("send %s: no such channel here", m.Channel)
	}
	msg, err := s.compose(m)
	if err != nil {
		return err
	}
	ctx, hangUp := context.WithTimeout(ctx, smtpWithin)
	defer hangUp()
	client, err := s.client(ctx)
	if err != nil {
		return fmt.Errorf("set up mail: %w", err)
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return unwelcome(err)
	}
	err = client.SendWithSMTPClient(session, msg)
	if msg.IsDelivered() { // whatever went wrong while saying goodbye
		_ = client.CloseWithSMTPClient(session)
		return nil
	}
	return undelivered(ctx, err)
}

// client is made anew for every message, because the connection closes when ctx ends.
func (s *SMTP) client(ctx context.Context) (*mail.Client, error) {
	options := []mail.Option{
		mail.WithPort(s.port), mail.WithTimeout(smtpWithin), mail.WithTLSPolicy(s.policy), mail.WithTLSConfig(s.tls), mail.WithDialContextFunc(s.dial(ctx)),
	}
	if s.implicit {
		options = append(options, mail.WithSSL())
	}
	if s.signsIn {
		ways := []mail.SMTPAuthType{mail.SMTPAuthPlain, mail.SMTPAuthLogin}
		if loopback(s.host) {
			ways = []mail.SMTPAuthType{mail.SMTPAuthPlainNoEnc, mail.SMTPAuthLoginNoEnc}
		}
		options = append(options, mail.WithUsername(s.user), mail.WithPassword(s.password), mail.WithOpportunisticSMTPAuth(ways...))
	}
	return mail.NewClient(s.host, options...)
}

func (s *SMTP) dial(delivery context.Context) mail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(delivery, func() { _ = conn.Close() })
		if !s.implicit {
			return conn, nil
		}
		secured := tls.Client(conn, s.tls)
		return secured, secured.HandshakeContext(ctx)
	}
}

// unwelcome is a failure before anything of the message was told.
func unwelcome(err error) error {
	var answer *textproto.Error
	if !errors.As(err, &answer) {
		return fmt.Errorf("reach mail server: %w", err)
	}
	if answer.Code >= permanent {
		return &RefusedError{Channel: Email, Code: answer.Code, Setup: true}
	}
	return fmt.Errorf("mail server is not ready: %d", answer.Code)
}

// undelivered leaves out what the server said, because servers repeat the address.
func undelivered(ctx context.Context, err error) error {
	var failed *mail.SendError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("deliver to mail server: %w", ctx.Err())
	case !errors.As(err, &failed):
		return errors.New("deliver to mail server: failed")
	case failed.ErrorCode() >= permanent:
		return &RefusedError{Channel: Email, Code: failed.ErrorCode(), Setup: failed.Reason == mail.ErrSMTPMailFrom}
	}
	return fmt.Errorf("deliver to mail server: %s: %d", failed.Reason, failed.ErrorCode())
}

func (s *SMTP) compose(m Message) (*mail.Msg, error) {
	to, err := netmail.ParseAddress(m.To)
	if err != nil {
		return nil, &RefusedError{Channel: Email}
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&s.from)
	msg.ToMailAddress(&netmail.Address{Address: to.Address})
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.At)
	msg.SetMessageIDWithValue(m.Key.String() + s.from.Address[strings.LastIndex(s.from.Address, "@"):])
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	return msg, nil
}
