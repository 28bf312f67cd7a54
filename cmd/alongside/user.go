package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"alongside/internal/account"
	"alongside/internal/directory"
	"alongside/internal/limit"
	"alongside/internal/session"
	"alongside/internal/vault"
)

type userCommand struct {
	Add userAddCommand `cmd:"" help:"Give somebody a role, and print a link by which they sign in."`
}

type userAddCommand struct {
	Email   string `arg:"" help:"Their e-mail address."`
	Role    string `help:"${enum}." enum:"admin,moderator" default:"moderator"`
	BaseURL string `help:"Public address of the site." env:"ALONGSIDE_BASE_URL" default:"http://127.0.0.1:8080" placeholder:"URL"`
	Secret  string `help:"The site's secret, as serve has it." env:"ALONGSIDE_SECRET" placeholder:"SECRET"`
}

// Run gives the role and prints the link. It works beside a running server.
func (u *userAddCommand) Run(ctx context.Context, cfg *Config, env *terminal) error {
	s, err := openStore(ctx, cfg, nil)
	if err != nil {
		return err
	}
	err = u.add(ctx, cfg, env, func(o session.Options) (*session.Sessions, error) { o.Store = s; return session.New(o) })
	return errors.Join(err, s.Close())
}

func (u *userAddCommand) add(ctx context.Context, cfg *Config, env *terminal, open func(session.Options) (*session.Sessions, error)) error {
	secret, err := vault.Secret(u.Secret, cfg.DataDir)
	if err != nil {
		return err
	}
	limits, err := limit.New(limit.Options{})
	if err != nil {
		return err
	}
	noMail := func(context.Context, session.Mail) error { return errors.New("this command sends no mail") }
	sessions, err := open(session.Options{Limits: limits, Secret: secret, Send: noMail, Now: time.Now})
	if err != nil {
		return err
	}
	role := account.Moderator
	if u.Role == "admin" {
		role = account.Administrator
	}
	link, err := sessions.Invite(ctx, u.Email, account.Grant{Role: role, Scope: directory.Scope{Kind: directory.ScopeCountry, ID: "scotland"}})
	if err != nil {
		return err
	}
	fmt.Fprintf(env.out, "Open this link within a day to sign in; it works once:\n%s\n", linkOf(u.BaseURL, link.Token))
	return nil
}
