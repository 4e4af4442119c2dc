package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
	"tsudoi/password"
)

func newAccount(email string) models.NewAccount {
	return models.NewAccount{ID: models.NewID(), Name: "山田 花子", Email: email, EmailKey: email, Language: models.Japanese, Zone: "Asia/Tokyo",
		Password: "kawa no nagare 26"}
}

// The row is held until all of them stand before it, so that they meet whatever the machine is doing.
func TestSetUp_makesOneOwnerOfSeveralWhoMeet(t *testing.T) {
	db, ctx := storetest.New(t), context.Background()
	id, _, err := store.NewInstallation(db, password.New()).Prepare(ctx)
	if err != nil {
		t.Fatal(err)
	}
	held, err := db.SQL().Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer held.Rollback()
	if _, err := held.Exec(`select from installation for update`); err != nil {
		t.Fatal(err)
	}
	const n = 4
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range errs {
		wg.Go(func() {
			s := models.SetUp{Host: models.Host{ID: models.NewID(), Name: models.Text{models.English: "Host"}, Hue: "ai"}, Owner: newAccount(fmt.Sprintf("o%d@example.org", i))}
			_, errs[i] = store.NewInstallation(db, password.New()).SetUp(ctx, id, s, store.Browser{})
		})
	}
	for begin := time.Now(); count(t, db, `select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`) < n; {
		if time.Since(begin) > 20*time.Second {
			t.Fatal("they don't meet")
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := held.Commit(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	in, gone := 0, 0
	for _, err := range errs {
		switch {
		case err == nil:
			in++
		case errors.Is(err, models.ErrGone):
			gone++
		}
	}
	if owners := count(t, db, `select count(*) from roles`); in != 1 || gone != n-1 || owners != 1 {
		t.Errorf("%d owners, answers %v", owners, errs)
	}
}

func TestJoin_isForTheInvitedAddressAlone(t *testing.T) {
	db, ctx := storetest.New(t), context.Background()
	hasher := password.New()
	installation := store.NewInstallation(db, hasher)
	id, _, err := installation.Prepare(ctx)
	if err != nil {
		t.Fatal(err)
	}
	owner := newAccount("owner@example.org")
	if _, err := installation.SetUp(ctx, id, models.SetUp{Host: models.Host{ID: models.NewID(), Name: models.Text{models.English: "Host"}}, Owner: owner}, store.Browser{}); err != nil {
		t.Fatal(err)
	}
	v := models.Viewer{AccountID: owner.ID, Grants: []models.Grant{{Role: models.Owner}}}
	n := models.NewInvitation{Grant: models.Grant{ID: models.NewID(), Role: models.Owner}, Email: "taro@example.org", EmailKey: "taro@example.org", Language: models.English}
	if err := store.NewTeam(db).Invite(ctx, v, n); err != nil {
		t.Fatal(err)
	}
	invitations := store.NewInvitations(db, hasher)
	if _, err := invitations.Join(ctx, n.ID, newAccount("jiro@example.org"), store.Browser{}); !errors.Is(err, models.ErrForbidden) {
		t.Errorf("another address: %v", err)
	}
	if _, err := invitations.Join(ctx, n.ID, newAccount("taro@example.org"), store.Browser{}); err != nil {
		t.Errorf("the invited address: %v", err)
	}
}
