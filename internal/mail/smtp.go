package mail

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"alongside/internal/directory"
)

// SMTP sends mails through a server. It is safe for use by many goroutines, and
// holds nothing open between two mails. It prints without its password.
type SMTP struct {
	o          Options
	host       string
	port       int
	encrypted  bool // from the first byte, rather than after STARTTLS
	user, pass string
	dial       func(ctx context.Context, network, address string) (net.Conn, error)
}

// NewSMTP sends through the server at address: smtp://user:password@host:587,
// where nothing is said before STARTTLS has encrypted it, unless host is this
// machine; or smtps://user:password@host:465, which is encrypted from the
// start. The ports may be left out, and so may user and password together.
// CodeInvalid is for another address, which the error does not repeat, and
// comes with faults for options.
func NewSMTP(address string, o Options) (*SMTP, error) {
	bad := directory.Errorf(directory.CodeInvalid, "A mail server's address is smtp://user:password@host:587 or smtps://user:password@host:465.")
	u, err := url.Parse(address)
	if err != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		return nil, bad
	}
	s := &SMTP{host: u.Hostname(), dial: (&net.Dialer{}).DialContext}
	switch u.Scheme {
	case "smtp":
		s.port = 587
	case "smtps":
		s.port, s.encrypted = 465, true
	default:
		return nil, bad
	}
	if port := u.Port(); port != "" {
		if s.port, err = strconv.Atoi(port); err != nil || s.port < 1 || s.port > 65535 {
			return nil, bad
		}
	}
	s.user = u.User.Username()
	s.pass, _ = u.User.Password()
	if _, err := netip.ParseAddr(s.host); err != nil && !isHost(s.host) || (s.user == "") != (s.pass == "") {
		return nil, bad
	}
	if s.o, err = o.fill(); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *SMTP) address() string { return net.JoinHostPort(s.host, strconv.Itoa(s.port)) }

// String gives where the server is, without who signs in.
func (s *SMTP) String() string { return "smtp to " + s.address() }

// Format is a fmt.Formatter's: String, whatever the verb.
func (s *SMTP) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, s.String()) }

// LogValue is a slog.LogValuer's.
func (s *SMTP) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Send sends a mail over a connection of its own, and is done when the server
// has taken it, when ctx ends, or after Options.Timeout, whatever the server
// does. CodeInvalid is for a mail that is not right or that is refused for good,
// CodeUnavailable for what may pass or be put right; the cause is a Failure, and
// Permanent and Bounced tell what is to be done. A connection that is lost
// between the mail's last byte and the answer is CodeUnavailable too: the mail
// may then come twice, but is not lost.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	letter, err := s.o.letter(m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	l := &line{smtp: s, ctx: ctx}
	defer l.close()
	client, err := gomail.NewClient(s.host, s.options(l)...)
	if err != nil {
		return fmt.Errorf("send a mail: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, letter)
	// What was taken is sent, however the goodbyes went.
	if err == nil || letter.IsDelivered() {
		return nil
	}
	return failed(ctx, err)
}

func (s *SMTP) options(l *line) []gomail.Option {
	out := []gomail.Option{
		// Its own timeout is only to come after ours.
		gomail.WithPort(s.port), gomail.WithTimeout(2 * s.o.Timeout), gomail.WithHELO(s.o.host()),
		gomail.WithoutNoop(), gomail.WithoutRset(), gomail.WithDialContextFunc(l.open), gomail.WithTLSConfig(s.tls()),
	}
	here := isHere(s.host)
	switch {
	case s.encrypted:
		out = append(out, gomail.WithSSL())
	case here:
		// A server on this machine often has a certificate that nobody signed.
		out = append(out, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		out = append(out, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.user == "" {
		return out
	}
	ways := []gomail.SMTPAuthType{gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
	if here {
		ways = []gomail.SMTPAuthType{gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc}
	}
	return append(out, gomail.WithUsername(s.user), gomail.WithPassword(s.pass),
		gomail.WithOpportunisticSMTPAuth(append([]gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256}, ways...)...))
}

func (s *SMTP) tls() *tls.Config {
	return &tls.Config{ServerName: s.host, RootCAs: s.o.RootCAs, MinVersion: tls.VersionTLS12}
}

// isHere reports whether host is this machine.
func isHere(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback() || strings.EqualFold(host, "localhost")
}

// line is the connection of one mail. go-mail puts its deadline off at every
// step and leaves a connection open that fails before the sign-in; here it is
// cut when ctx ends, and at the end of Send.
type line struct {
	smtp *SMTP
	ctx  context.Context
	conn net.Conn
	stop func() bool
}

// open connects, for go-mail to speak on.
func (l *line) open(ctx context.Context, network, _ string) (net.Conn, error) {
	// go-mail's own address lacks the brackets of IPv6.
	conn, err := l.smtp.dial(ctx, network, l.smtp.address())
	if err != nil {
		return nil, err
	}
	l.conn = conn
	l.stop = context.AfterFunc(l.ctx, func() { _ = conn.Close() })
	if !l.smtp.encrypted {
		return conn, nil
	}
	secure := tls.Client(conn, l.smtp.tls())
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return secure, nil
}

func (l *line) close() {
	if l.conn != nil {
		l.stop()
		_ = l.conn.Close()
	}
}
