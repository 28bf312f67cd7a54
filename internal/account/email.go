package account

import (
	"net/mail"
	"strings"
	"unicode"

	"alongside/internal/directory"
)

// The most characters of an e-mail address, and of what stands before its @
// (RFC 5321).
const (
	maxEmail = 254
	maxLocal = 64
)

// CleanEmail gives an address as it is kept and written to: in lower case,
// without what a paste brings along at its ends. Mail goes to what is kept, so
// that nobody who owns an address that only looks the same gets another's.
// CodeInvalid with a fault at "email" is for what is no address of plain ASCII
// with a domain; the error does not repeat it.
func CleanEmail(s string) (string, error) {
	s = strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
	if !isEmail(s) {
		return "", directory.Invalid([]directory.Fault{directory.Faultf("email", "account-email",
			"This is not an e-mail address. It should look like name@example.org.")})
	}
	return strings.ToLower(s), nil
}

func isEmail(s string) bool {
	local, domain, _ := strings.Cut(s, "@")
	if len(s) > maxEmail || len(local) > maxLocal || !strings.Contains(domain, ".") || strings.Contains(local, `"`) {
		return false
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f }) || strings.ContainsFunc(domain, notOfDomain) {
		return false
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

func notOfDomain(r rune) bool {
	return r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}
