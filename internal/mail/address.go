package mail

import (
	netmail "net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"alongside/internal/directory"
)

// The most that an address may have, in bytes (RFC 5321, 4.5.3.1).
const (
	MaxAddress = 254
	maxLocal   = 64
)

// CheckAddress gives what is wrong with an e-mail address, as faults at path:
// it has to be one address alone, without a name or a comment, of up to
// MaxAddress bytes. Letters of every language may stand on both sides of the @.
// What was given is not repeated. That there is such an address only a mail to
// it can tell.
func CheckAddress(path, s string) []directory.Fault {
	if len(s) > MaxAddress {
		return []directory.Fault{directory.Faultf(path, "mail-address-long",
			"This e-mail address is %d bytes long. At most %d can be sent to.", "Count", len(s), "Most", MaxAddress)}
	}
	if !isAddress(s) {
		return []directory.Fault{directory.Faultf(path, "mail-address",
			"This is not an e-mail address that we can write to. Write it like anna@example.org.")}
	}
	return nil
}

func isAddress(s string) bool {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return hidden(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }) {
		return false
	}
	// What is quoted, named, commented or in a list comes back as other than it
	// was given.
	a, err := netmail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s {
		return false
	}
	local, host, _ := cutAddress(s)
	return len(local) <= maxLocal && isHost(host)
}

// cutAddress gives what stands before and after the last @.
func cutAddress(s string) (local, host string, ok bool) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return "", "", false
	}
	return s[:at], s[at+1:], true
}

// isHost reports whether s is a host's name: labels of letters, digits and
// hyphens, in any language. It is no address of numbers in brackets.
func isHost(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}) {
			return false
		}
	}
	return true
}
