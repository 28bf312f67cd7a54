package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"alongside/internal/directory"
)

// Step is how far a mail came.
type Step string

// The steps, in their order.
const (
	// StepMessage is before anything is sent: the mail itself is not right.
	StepMessage Step = "message"
	// StepConnect is until the server has let us in.
	StepConnect   Step = "connect"
	StepSender    Step = "sender"
	StepRecipient Step = "recipient"
	StepText      Step = "text"
)

// Failure is why a mail was not taken. It holds no address and nothing of what
// the server wrote, since servers repeat addresses. It is the cause of the
// directory.Error that Send gives.
type Failure struct {
	Step Step
	// Code is what the server answered, as 550; 0 when it was silent.
	Code int
	// Enhanced is the same told closer (RFC 3463), as "5.1.1"; often empty.
	Enhanced string
	// cause is what the network or the encryption said; nil for anything else.
	cause error
}

// Error says the step and the codes.
func (f *Failure) Error() string {
	s := "mail: " + string(f.Step)
	if f.Code != 0 {
		s += fmt.Sprintf(": %d", f.Code)
	}
	if f.Enhanced != "" {
		s += " " + f.Enhanced
	}
	if f.cause != nil {
		s += ": " + f.cause.Error()
	}
	return s
}

// Unwrap gives what the network said, or why the context ended.
func (f *Failure) Unwrap() error { return f.cause }

// Permanent reports whether the same mail would be refused at every later
// attempt. What an administrator can put right (the sign-in, the sender, the
// encryption) is not permanent.
func (f *Failure) Permanent() bool {
	switch f.Step {
	case StepMessage:
		return true
	case StepRecipient, StepText:
		return f.Code >= 500 && !f.ours()
	}
	return false
}

// ours reports whether the server finds fault with how we speak or sign in.
func (f *Failure) ours() bool {
	return f.Code >= 500 && f.Code <= 504 || f.Code >= 530 && f.Code <= 538
}

// Bounced reports whether it is the address that takes no mail: there is no
// such one, or its box is full or closed.
func (f *Failure) Bounced() bool {
	if !f.Permanent() {
		return false
	}
	return f.Step == StepRecipient && !strings.HasPrefix(f.Enhanced, "5.7.") || strings.HasPrefix(f.Enhanced, "5.1.") || strings.HasPrefix(f.Enhanced, "5.2.")
}

// Permanent reports whether err says that the same mail would be refused at
// every later attempt: it is not to be tried again.
func Permanent(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.Permanent()
}

// Bounced reports whether err says that the address takes no mail. It is then
// permanent too.
func Bounced(err error) bool {
	f, ok := errors.AsType[*Failure](err)
	return ok && f.Bounced()
}

// steps are what go-mail calls its own.
var steps = map[gomail.SendErrReason]Step{
	gomail.ErrSMTPMailFrom:  StepSender,
	gomail.ErrSMTPRcptTo:    StepRecipient,
	gomail.ErrSMTPData:      StepText,
	gomail.ErrWriteContent:  StepText,
	gomail.ErrSMTPDataClose: StepText,
}

// failed tells an error of go-mail's as one of ours, without what it repeats.
func failed(ctx context.Context, err error) error {
	f := &Failure{Step: StepConnect, cause: machine(ctx, err)}
	if said, ok := errors.AsType[*gomail.SendError](err); ok {
		if step, ok := steps[said.Reason]; ok {
			f.Step = step
		}
		f.Code, f.Enhanced = said.ErrorCode(), said.EnhancedStatusCode()
	} else if said, ok := errors.AsType[*textproto.Error](err); ok {
		f.Code = said.Code
	}
	code := directory.CodeUnavailable
	if f.Permanent() {
		code = directory.CodeInvalid
	}
	return &directory.Error{Code: code, Message: f.sentence(err), Err: f}
}

// machine gives of an error what holds nobody's words: why the context ended,
// or what the network or the encryption said.
func machine(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return e
	}
	return nil
}

// sentence says what happened, to an administrator who looks at what was not
// sent.
func (f *Failure) sentence(err error) string {
	said := ""
	if f.Code != 0 {
		said = fmt.Sprintf(" (%s)", strings.TrimSpace(fmt.Sprintf("%d %s", f.Code, f.Enhanced)))
	}
	_, certificate := errors.AsType[*tls.CertificateVerificationError](f.cause)
	switch {
	case f.Bounced():
		return "This address takes no mail, says the mail server" + said + "."
	case f.Permanent():
		return "The mail server refuses this mail for good" + said + "."
	case f.Code >= 400 && f.Code < 500:
		return "The mail server does not take this mail just now" + said + "."
	case f.Code >= 530 && f.Code <= 538:
		return "The mail server does not let us sign in" + said + "."
	case f.Step == StepSender && f.Code >= 500:
		return "The mail server refuses the site's own address" + said + "."
	case f.Code >= 500:
		return "The mail server does not work with us" + said + "."
	case errors.Is(f.cause, context.DeadlineExceeded):
		return "The mail server did not answer in time."
	case errors.Is(f.cause, context.Canceled):
		return "The mail was stopped before it was sent."
	case certificate:
		return "The mail server's certificate is not to be trusted: nothing was sent."
	// go-mail has no error value for it.
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		return "The mail server offers no encryption (STARTTLS): nothing was sent."
	}
	return "The mail server can't be reached, or broke off."
}
