package store

import (
	"context"
	"errors"
	"fmt"

	"tsudoi/models"
)

const sqlNewSignInLink = `insert into sign_in_links (id, account_id, expires_at) values ($1, $2, now() + $3 * interval '1 second') on conflict do nothing`

const sqlMailSignInLink = `
	insert into mails (id, kind, occasion, account_id, sign_in_link_id, language, priority)
	select $1, $2, $3::uuid::text, a.id, $3, $5, 0 from accounts a where a.id = $4
	on conflict do nothing`

// MailLink writes the letter with a sign-in link to an address that has an account. For any other address it does the same but for
// the letter: neither answer nor time tell the difference. The letter is in the language that the page was read in.
func (s *Accounts) MailLink(ctx context.Context, email string, lang models.Lang) error {
	c, err := s.credentials(ctx, email)
	if err != nil {
		return err
	}
	link, letter := models.NewID(), models.NewID()
	return s.db.inTx(ctx, "mail sign-in link", func(t *tx) error {
		if err := t.first(models.Viewer{}, models.ID{}, "sign_in.asked", subjectOf(c.ID), nil); err != nil {
			return err
		}
		if c.ID == (models.ID{}) {
			return nil
		}
		if _, err := t.exec(sqlNewSignInLink, link, c.ID, models.SignInLinkLife.Seconds()); err != nil {
			return err
		}
		_, err := t.exec(sqlMailSignInLink, letter, models.MailSignIn, link, c.ID, lang)
		return err
	})
}

// MakeLink makes a sign-in link without a letter, for who has the machine itself: models.ErrNotFound for an address that nobody signs in with.
func (s *Accounts) MakeLink(ctx context.Context, email string) (models.ID, error) {
	c, err := s.credentials(ctx, email)
	if err == nil && c.ID == (models.ID{}) {
		err = fmt.Errorf("sign-in link: %w", models.ErrNotFound)
	}
	if err != nil {
		return models.ID{}, err
	}
	link := models.NewID()
	return link, s.db.inTx(ctx, "make sign-in link", func(t *tx) error {
		if err := t.first(models.Viewer{}, models.ID{}, "sign_in.link_made", subjectOf(c.ID), nil); err != nil {
			return err
		}
		_, err := t.exec(sqlNewSignInLink, link, c.ID, models.SignInLinkLife.Seconds())
		return err
	})
}

// signInLinkRow is a link with whether it still opens.
type signInLinkRow struct {
	AccountID models.ID `db:"account_id"`
	Open      bool      `db:"open"`
}

const sqlSignInLink = `
	select l.account_id, l.used_at is null and l.expires_at > now() and a.disabled_at is null as open
	from sign_in_links l join accounts a on a.id = l.account_id
	where l.id = $1`

// CheckLink tells whether a sign-in link still opens, and changes nothing: models.ErrNotFound, models.ErrGone.
func (s *Accounts) CheckLink(ctx context.Context, link models.ID) error {
	var row signInLinkRow
	err := read(ctx, "sign-in link", s.db.pool.GetContext(ctx, &row, sqlSignInLink, link))
	if err == nil && !row.Open {
		err = fmt.Errorf("sign-in link: %w", models.ErrGone)
	}
	return err
}

const sqlLockSignInLink = sqlSignInLink + ` for no key update`

const sqlUseSignInLink = `update sign_in_links set used_at = now() where id = $1`

// UseLink signs in who has a mailed link, once. models.ErrGone for one that was used, is over, or belongs to a disabled account.
func (s *Accounts) UseLink(ctx context.Context, link models.ID, from Browser) (Entry, error) {
	e := newEntry()
	var row signInLinkRow
	err := s.db.inTx(ctx, "use sign-in link", func(t *tx) error {
		if err := t.get(&row, sqlLockSignInLink, link); err != nil {
			return err
		}
		if err := t.first(models.Viewer{AccountID: row.AccountID}, models.ID{}, "sign_in.link", link.String(), nil); err != nil {
			return err
		}
		if !row.Open {
			return models.ErrGone
		}
		if _, err := t.exec(sqlUseSignInLink, link); err != nil {
			return err
		}
		return t.openSession(row.AccountID, e, from, true)
	})
	if errors.Is(err, models.ErrGone) {
		return Entry{}, errors.Join(err, s.recordRefusal(ctx, credentials{ID: row.AccountID}))
	}
	return e, err
}
