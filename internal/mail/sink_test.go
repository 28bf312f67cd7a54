package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// sink is a mail server that keeps what it takes. What a step does is set
// before the first mail; nil takes everything.
type sink struct {
	addr string

	connected, sender, recipient, text func(*smtp.Conn) error
	// password is the one that anna may sign in with; empty asks for none.
	password string

	mu    sync.Mutex
	taken []received
}

// received is one mail with its envelope.
type received struct {
	from, to, head, user string
	encrypted            bool
	raw                  string
}

// startSink starts a server on a free port of this machine. secure is its
// certificate; nil for none. It is encrypted from the first byte when smtps.
func startSink(t *testing.T, s *sink, secure *tls.Config, smtps bool) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	server := smtp.NewServer(s)
	server.Domain, server.ErrorLog = "sink.test", log.New(io.Discard, "", 0)
	server.EnableSMTPUTF8, server.AllowInsecureAuth = true, true
	if smtps {
		l = tls.NewListener(l, secure)
	} else {
		server.TLSConfig = secure
	}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(l) })
	t.Cleanup(func() {
		server.Close()
		l.Close() // Serve may not have begun
		serving.Wait()
	})
	return s
}

func (s *sink) mails() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.taken...)
}

// NewSession is a smtp.Backend's.
func (s *sink) NewSession(c *smtp.Conn) (smtp.Session, error) {
	if err := at(s.connected, c); err != nil {
		return nil, err
	}
	_, encrypted := c.TLSConnectionState()
	return &session{sink: s, conn: c, mail: received{encrypted: encrypted, head: c.Hostname()}}, nil
}

func at(step func(*smtp.Conn) error, c *smtp.Conn) error {
	if step == nil {
		return nil
	}
	return step(c)
}

type session struct {
	sink *sink
	conn *smtp.Conn
	mail received
}

// AuthMechanisms is a smtp.AuthSession's.
func (s *session) AuthMechanisms() []string {
	if s.sink.password == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth is a smtp.AuthSession's.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "anna" || password != s.sink.password {
			return smtp.ErrAuthFailed
		}
		s.mail.user = user
		return nil
	}), nil
}

// Mail is a smtp.Session's.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.mail.from = from
	if s.sink.password != "" && s.mail.user == "" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "sign in first"}
	}
	return at(s.sink.sender, s.conn)
}

// Rcpt is a smtp.Session's.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.to += to
	return at(s.sink.recipient, s.conn)
}

// Data is a smtp.Session's.
func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := at(s.sink.text, s.conn); err != nil {
		return err
	}
	s.mail.raw = string(b)
	s.sink.mu.Lock()
	defer s.sink.mu.Unlock()
	s.sink.taken = append(s.sink.taken, s.mail)
	return nil
}

// Reset and Logout are a smtp.Session's.
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// answer refuses with a code, and repeats what servers like to repeat.
func answer(code int, enhanced smtp.EnhancedCode) func(*smtp.Conn) error {
	return func(*smtp.Conn) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: "<" + canary + "@example.org> is not wanted"}
	}
}

// drop ends the connection without a word.
func drop(c *smtp.Conn) error {
	c.Conn().Close()
	return errors.New("dropped")
}

// certificate makes one for host, and the pool that trusts it.
func certificate(t *testing.T, host string) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}
