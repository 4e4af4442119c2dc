package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"tsudoi/cmd/tsudoi/demo"
	"tsudoi/models"
)

// runDemo fills the installation with a real webinar in the state that is named.
func runDemo(ctx context.Context, args []string, out io.Writer) error {
	add := slices.Contains(args, "--add")
	args = slices.DeleteFunc(slices.Clone(args), func(a string) bool { return a == "--add" })
	var state demo.State
	err := errUsage
	if len(args) == 1 {
		state, err = demo.ParseState(args[0])
	}
	if err != nil {
		fmt.Fprintln(out, "tsudoi demo [--add] draft|open|live|ended\n--add: also where there are events already")
		return errUsage
	}
	c, err := readConfig()
	if err != nil {
		return err
	}
	key, err := c.secret()
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, c, newLog(c, io.Discard))
	if err != nil {
		return err
	}
	defer db.close()
	filled, err := demo.Fill(ctx, db.DB, state, time.Now(), add)
	if errors.Is(err, demo.ErrEvents) {
		return fmt.Errorf("%w; --add puts the demonstration beside them", err)
	}
	if err != nil {
		return err
	}
	tellDemo(out, c.URL, models.NewLinks(key), filled)
	return nil
}

func tellDemo(out io.Writer, url string, links models.Links, f demo.Filled) {
	e := f.Event
	fmt.Fprintf(out, "%s\n%s, %s to %s\n\n", e.Title[models.English], e.Title[models.Japanese],
		e.StartsAt.In(e.Location()).Format("2 January 2006 15:04"), e.EndsAt.In(e.Location()).Format("15:04 MST"))
	if e.State != models.Draft {
		fmt.Fprintf(out, "  event      %s/events/%s\n", url, e.Slug)
	}
	fmt.Fprintf(out, "  desk       %s/manage/events/%s\n", url, e.ID)
	if r := f.Attendee; r.Name != "" {
		fmt.Fprintf(out, "  attendee   %s/my/%s (%s)\n", url, links.Sign(models.LinkMy, r.ID, r.LinkVersion), r.Name)
		fmt.Fprintf(out, "  way in     %s/join/%s\n", url, links.Sign(models.LinkJoin, r.ID, r.LinkVersion))
	}
	for _, m := range f.Staff {
		fmt.Fprintf(out, "  %-9s  %s  %s\n", m.Role, m.Email, m.Password)
	}
	if len(f.Staff) > 0 {
		fmt.Fprintf(out, "\nSign in at %s/sign-in with these passwords; they are shown only here.\n", url)
	}
	fmt.Fprintln(out, strings.TrimSpace(`
All attendees are invented, and no letter to them ever leaves. Start the service to see it all: tsudoi serve`))
}
