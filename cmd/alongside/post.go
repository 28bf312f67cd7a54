package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"alongside/internal/cache"
	"alongside/internal/directory"
	"alongside/internal/jobs"
	"alongside/internal/lang"
	"alongside/internal/mail"
	"alongside/internal/publish"
	"alongside/internal/session"
	"alongside/internal/vault"
	"alongside/internal/web/organisation"
)

// The kinds of jobs of this program.
const (
	jobMail   = "mail"
	jobForget = "forget"
)

// post is what this node writes to people, and what it does later.
type post struct {
	queue *jobs.Queue
	// folder holds mails where none are sent; nil where they are.
	folder *mail.Folder
	runner *jobs.Runner
}

// siteName is how the site signs its mails.
const siteName = "Alongside"

// newPost sends mail through smtp, or writes it into the data folder's mail
// where that is empty.
func (n *node) newPost(cfg *Config, s site) (post, error) {
	var p post
	seal, err := vault.NewSealer(s.secret, "jobs")
	if err != nil {
		return p, err
	}
	from := s.mailFrom
	if from == "" {
		from = "noreply@" + hostOf(s.base)
	}
	o := mail.Options{From: from, Site: siteName, Now: time.Now}
	var sender mail.Sender
	if s.smtp != "" {
		sender, err = mail.NewSMTP(s.smtp, o)
	} else {
		p.folder, err = mail.NewFolder(filepath.Join(cfg.DataDir, "mail"), o)
		sender = p.folder
	}
	if err != nil {
		return p, fmt.Errorf("set up mail: %w", err)
	}
	p.queue = jobs.NewQueue(n.store, seal, time.Now)
	p.runner = jobs.NewRunner(p.queue, jobs.Options{Log: n.log})
	send := mail.Handle(sender)
	p.runner.Handle(jobMail, jobs.Work{Run: func(ctx context.Context, j jobs.Job) error { return send(ctx, j.Payload) }, AtOnce: 4})
	return p, nil
}

// hostOf gives the host of an address; one that is nobody's when it has none
// that a mail could come from.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || len(mail.CheckAddress("from", "noreply@"+u.Hostname())) > 0 {
		return "alongside.invalid"
	}
	return u.Hostname()
}

// newSessions signs people in, by mail through the post.
func (n *node) newSessions(s site, p post, words *lang.Catalogue, shared *cache.Redis, registry *prometheus.Registry) (*session.Sessions, error) {
	l, err := limits(s.secret, shared, registry)
	if err != nil {
		return nil, err
	}
	n.limits = l
	return session.New(session.Options{Store: n.store, Limits: l, Secret: s.secret, Now: time.Now, Send: func(ctx context.Context, m session.Mail) error {
		w := words.For(m.Language)
		subject, subjectErr := w.T("signin.mail-subject", "Code", m.Code)
		text, err := w.T("signin.mail-text", "Link", linkOf(s.base, m.Token), "Code", m.Code)
		if err = errors.Join(subjectErr, err); err != nil {
			return err
		}
		payload, err := mail.Message{To: m.To, Subject: subject, Text: text}.Pack()
		if err != nil {
			return err
		}
		if _, err = p.queue.Add(ctx, jobs.Job{Kind: jobMail, Payload: payload}); err == nil {
			p.queue.Wake()
		}
		return err
	}})
}

// linkOf gives the address of a link that signs in.
func linkOf(base, token string) string { return base + "/signin/link/" + token }

const (
	// keptHandled is how long a report is kept after somebody has seen to it.
	keptHandled = 30 * 24 * time.Hour
	// keptLetters is how long mails that were not sent are kept in their folder.
	keptLetters = 7 * 24 * time.Hour
	// forgets is how often what is old is looked for.
	forgets = time.Hour
)

// forgetting deletes what is kept no longer, once an hour over all nodes.
func (p post) forgetting(sessions *session.Sessions, reports *publish.Reports) {
	p.runner.Handle(jobForget, jobs.Work{Run: func(ctx context.Context, _ jobs.Job) error {
		now := time.Now()
		_, sessionsErr := sessions.Forget(ctx)
		_, reportsErr := reports.Forget(ctx, directory.MillisOf(now.Add(-keptHandled)))
		_, jobsErr := p.queue.Forget(ctx, directory.MillisOf(now.Add(-keptHandled)))
		var lettersErr error
		if p.folder != nil {
			_, lettersErr = p.folder.Forget(directory.MillisOf(now.Add(-keptLetters)))
		}
		return errors.Join(sessionsErr, reportsErr, jobsErr, lettersErr)
	}})
	p.runner.Every(jobForget, forgets)
}

// letters gives the mails that were not sent, for the demo to show; nil for
// any other site, and where mails are sent.
func (p post) letters(demo bool) organisation.Letters {
	if !demo || p.folder == nil {
		return nil
	}
	return p.folder
}
