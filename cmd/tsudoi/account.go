package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/password"
)

// announceSetUp prints the link of the first visit while nobody has made it.
func announceSetUp(ctx context.Context, c config, db *store.DB, links models.Links, out io.Writer) error {
	id, setUp, err := store.NewInstallation(db, password.New()).Prepare(ctx)
	if err == nil && !setUp {
		fmt.Fprintf(out, "Set up at: %s/setup/%s\n", c.URL, links.Sign(models.LinkSetUp, id, 1))
	}
	return err
}

// account is for who has the machine but can't sign in.
func account(ctx context.Context, args []string, out io.Writer) error {
	var act func(context.Context, config, *store.Accounts) error
	switch {
	case len(args) == 1 && args[0] == "list":
		act = func(ctx context.Context, _ config, a *store.Accounts) error { return listAccounts(ctx, a, out) }
	case len(args) == 2 && args[0] == "link":
		act = func(ctx context.Context, c config, a *store.Accounts) error {
			return printLink(ctx, c, a, args[1], out)
		}
	default:
		fmt.Fprintln(out, "tsudoi account list         everybody who may sign in\ntsudoi account link EMAIL   a link that signs this account in once, for ten minutes")
		return errUsage
	}
	c, err := readConfig()
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, c, newLog(c, io.Discard))
	if err != nil {
		return err
	}
	defer db.close()
	return act(ctx, c, store.NewAccounts(db.DB, password.New()))
}

func listAccounts(ctx context.Context, accounts *store.Accounts, out io.Writer) error {
	members, err := accounts.All(ctx)
	if err != nil {
		return err
	}
	for _, m := range members {
		var roles []string
		for _, r := range m.Roles {
			roles = append(roles, strings.TrimSpace(string(r.Role)+" "+r.Place.In(models.English)))
		}
		if m.Disabled {
			roles = append(roles, "disabled")
		}
		fmt.Fprintf(out, "%s\t%s\t%s\n", m.Email, m.Name, strings.Join(roles, ", "))
	}
	return nil
}

func printLink(ctx context.Context, c config, accounts *store.Accounts, email string, out io.Writer) error {
	key, err := c.secret()
	if err != nil {
		return err
	}
	link, err := accounts.MakeLink(ctx, email)
	if errors.Is(err, models.ErrNotFound) {
		return fmt.Errorf("nobody signs in with %s (tsudoi account list shows who does)", email)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s/sign-in/%s\n", c.URL, models.NewLinks(key).Sign(models.LinkSignIn, link, 1))
	return nil
}
