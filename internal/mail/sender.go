package mail

import (
	"context"

	"alongside/internal/directory"
)

// Sender sends a mail: SMTP, or Folder where there is no server. Its errors are
// as theirs.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

var (
	_ Sender = (*SMTP)(nil)
	_ Sender = (*Folder)(nil)
)

// Handle gives what sends the mail of a queued job out of what Pack packed. Its
// errors are the sender's; what is queued and no mail is CodeInvalid, and
// permanent.
func Handle(s Sender) func(ctx context.Context, payload []byte) error {
	return func(ctx context.Context, payload []byte) error {
		m, err := Unpack(payload)
		if err != nil {
			return &directory.Error{Code: directory.CodeInvalid, Message: "What was queued is no mail.", Err: &Failure{Step: StepMessage}}
		}
		return s.Send(ctx, m)
	}
}
