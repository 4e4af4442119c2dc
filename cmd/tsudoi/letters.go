package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"tsudoi/mail"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

func newComposer(c config, db *store.DB, links models.Links) (*mail.Composer, error) {
	letters, err := templates.NewLetters()
	if err != nil {
		return nil, err
	}
	from, err := c.from()
	if err != nil {
		return nil, err
	}
	return &mail.Composer{Letters: letters, Links: links, URL: c.URL, From: from, Site: store.NewHosts(db).SiteName, Now: time.Now}, nil
}

// from is the address that letters come from: as configured, else the mail server's user, else events@ the site's host name.
func (c config) from() (string, error) {
	from := c.MailFrom
	if from == "" && c.SMTP != "" {
		u, err := url.Parse(c.SMTP)
		if err == nil && u.User != nil && strings.Contains(u.User.Username(), "@") {
			from = u.User.Username()
		}
	}
	if from == "" {
		u, err := url.Parse(c.URL)
		if err != nil {
			return "", err
		}
		from = "events@" + u.Hostname()
		if !strings.Contains(u.Hostname(), ".") {
			if c.SMTP != "" {
				return "", fmt.Errorf("TSUDOI_MAIL_FROM is needed: the address that letters come from")
			}
			from += ".localdomain" // nothing is sent; the desk shows the letters
		}
	}
	if _, err := mail.Address(from); err != nil {
		return "", fmt.Errorf("TSUDOI_MAIL_FROM: %w", err)
	}
	return from, nil
}

// startLetters begins to send what is due, where a mail server is configured. stop returns when the letters on the wire are recorded.
func startLetters(ctx context.Context, c config, db *store.DB, composer *mail.Composer, log *slog.Logger) (stop func(), err error) {
	if c.SMTP == "" {
		return func() {}, nil
	}
	server, err := mail.ParseURL(c.SMTP)
	if err != nil {
		return nil, fmt.Errorf("TSUDOI_SMTP_URL: %w", err)
	}
	const workers = 8 // sessions: fewer leave the wire idle while a fate goes on record, more offend mail servers
	own := *composer
	own.Site = remembered(composer.Site, time.Second) // the same for thousands of letters
	sender := &mail.Sender{Mails: store.NewMails(db), Composer: &own, Pool: mail.NewPool(server, workers), Log: log, Workers: workers}
	running, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer sender.Pool.Close()
		sender.Run(running)
	}()
	return func() { end(); <-done }, nil
}

// remembered asks at most once in each span of time; an error is not remembered.
func remembered(ask func(context.Context) (models.Text, error), span time.Duration) func(context.Context) (models.Text, error) {
	var mu sync.Mutex
	var known models.Text
	var until time.Time
	return func(ctx context.Context) (models.Text, error) {
		mu.Lock()
		defer mu.Unlock()
		if time.Now().Before(until) {
			return known, nil
		}
		t, err := ask(ctx)
		if err == nil {
			known, until = t, time.Now().Add(span)
		}
		return t, err
	}
}
