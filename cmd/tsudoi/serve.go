package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"tsudoi/handlers"
	"tsudoi/mail"
	"tsudoi/models"
	"tsudoi/static"
	"tsudoi/templates"
)

func newLog(c config, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// serve runs until ctx ends or the private database is lost. To be stopped while it starts is no failure.
func serve(ctx context.Context, _ []string, out io.Writer) error {
	err := serveSite(ctx, out)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func serveSite(ctx context.Context, out io.Writer) error {
	c, err := readConfig()
	if err != nil {
		return err
	}
	log := newLog(c, os.Stderr)
	// The port first: a second start on one port says so before it touches anything.
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("%w (TSUDOI_ADDR chooses another address)", err)
	}
	defer listener.Close()
	key, err := c.secret()
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, c, log)
	if err != nil {
		return err
	}
	defer db.close()
	streams, endStreams := context.WithCancel(context.WithoutCancel(ctx))
	defer endStreams()
	links := models.NewLinks(key)
	composer, err := newComposer(c, db.DB, links)
	if err != nil {
		return err
	}
	site, err := build(streams, c, db, composer, log)
	if err != nil {
		return err
	}
	stopLetters, err := startLetters(ctx, c, db.DB, composer, log)
	if err != nil {
		return err
	}
	defer stopLetters()
	defer startRetention(ctx, db.DB, log)()
	doChores(ctx, chores(db.DB), log)
	fmt.Fprintf(out, "Tsudoi is at %s\n", c.URL)
	if err := announceSetUp(ctx, c, db.DB, links, out); err != nil {
		return err
	}
	return listen(ctx, listener, site, endStreams, db.lost())
}

// build wires the site. streams ends when the live pages shall be let go.
func build(streams context.Context, c config, db *database, composer *mail.Composer, log *slog.Logger) (http.Handler, error) {
	files := static.New()
	pages, err := templates.New(files.URL)
	if err != nil {
		return nil, err
	}
	return handlers.New(handlers.Deps{DB: db.DB, Templates: pages, Static: files, Links: composer.Links, Log: log, URL: c.URL,
		TrustedProxies: c.TrustedProxies, Now: time.Now, Streams: streams,
		Composer: composer, NoMailServer: c.SMTP == ""})
}

// listen serves and, when ctx ends, finishes what was begun. Streams end first, because Shutdown would wait for them.
func listen(ctx context.Context, l net.Listener, site http.Handler, endStreams func(), lost <-chan error) error {
	srv := &http.Server{Handler: site, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 60 * time.Second, MaxHeaderBytes: 16 << 10}
	srv.RegisterOnShutdown(endStreams)
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	var why error
	select {
	case why = <-failed:
		return why
	case err, open := <-lost:
		if open {
			why = fmt.Errorf("the private database ended: %w", err)
		}
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	return errors.Join(why, srv.Shutdown(stop))
}
