package mail

import (
	"crypto/rand"
	"crypto/x509"
	netmail "net/mail"
	"time"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"alongside/internal/directory"
)

// DefaultTimeout is how long one mail may take, from the connection to the
// server's last word.
const DefaultTimeout = 30 * time.Second

// maxSite is how many characters the site's name may have.
const maxSite = 100

// Options are what every way of sending needs.
type Options struct {
	// From is the address that mails come from, without a name.
	From string
	// Site is the site's name, which stands before that address; may be empty.
	Site string
	// Now is the clock that dates mails; time.Now when nil.
	Now func() time.Time
	// Timeout is how long SMTP may take over one mail; DefaultTimeout when 0.
	Timeout time.Duration
	// RootCAs are whose certificates SMTP trusts; those of the system when nil.
	RootCAs *x509.CertPool
}

// fill sets what was left out; CodeInvalid comes with faults at "from" and
// "site".
func (o Options) fill() (Options, error) {
	faults := CheckAddress("from", o.From)
	if o.Site != "" {
		faults = append(faults, checkLine("site", o.Site, maxSite)...)
	}
	o.Site = oneLine(o.Site)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	return o, directory.Invalid(faults)
}

// host is the name that we go by: From's, in ASCII. The machine's own name is
// nobody's business.
func (o Options) host() string {
	_, host, _ := cutAddress(o.From)
	if ascii, err := idna.Lookup.ToASCII(host); err == nil && ascii != "" {
		return ascii
	}
	return "localhost"
}

// letter makes the mail as it is sent. Addresses and lines are checked before
// they become a head, and the text is encoded: nothing that a mail holds makes
// a line of its head or a command.
func (o Options) letter(m Message) (*gomail.Msg, error) {
	if err := m.Check(); err != nil {
		return nil, &directory.Error{Code: directory.CodeInvalid, Faults: directory.FaultsOf(err), Err: &Failure{Step: StepMessage}}
	}
	l := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	l.FromMailAddress(&netmail.Address{Name: o.Site, Address: o.From})
	l.ToMailAddress(&netmail.Address{Address: m.To})
	if m.ReplyTo != "" {
		l.ReplyToMailAddress(&netmail.Address{Address: m.ReplyTo})
	}
	l.Subject(oneLine(m.Subject))
	l.SetDateWithValue(o.Now())
	l.SetMessageIDWithValue(rand.Text() + "@" + o.host())
	// Nobody's "I am away" is to answer a program (RFC 3834).
	l.SetGenHeader("Auto-Submitted", "auto-generated")
	l.SetBodyString(gomail.TypeTextPlain, cleanText(m.Text)+"\n")
	return l, nil
}
