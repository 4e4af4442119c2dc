package store

import (
	"context"
	"database/sql"
	"errors"

	"tsudoi/models"
)

const sqlAnswersToAsk = `
	select a.registration_id, a.field_id, a.value, r.event_id, r.name, r.state not in ('cancelled', 'declined') as stands
	from answers a join registrations r on r.id = a.registration_id
	where a.to_ask and r.state <> 'unverified' order by r.event_id, a.registration_id limit $1 for no key update of a skip locked`

const sqlAsked = `update answers set to_ask = false where registration_id = $1 and field_id = $2`

// askPage is how many answers one pass puts on the board: live_heads is locked from the first of them to the commit.
const askPage = 50

// AskFromForms puts what people wrote for the speakers when they registered on the question board, as new questions from before the
// event, also of who waits for a seat; not of who cancelled, nor before an address that has to be proven is. It returns how many answers it has dealt with.
//
// It is a pass of its own behind the commit of the registrations: a new question takes the lock of live_heads and knocks at the open pages
// of moderators, and neither may be in the way of everybody who registers at once. The answer's own row remembers that it waits and the
// question's key is made from it, so a pass that is cut off, or made by two copies of the program, asks everything once.
//
// Nothing on the form says that the audience would see a name, so it does not.
func (s *Fields) AskFromForms(ctx context.Context) (n int, err error) {
	for {
		some, err := s.askSome(ctx)
		if n += some; err != nil || some < askPage {
			return n, err
		}
	}
}

func (s *Fields) askSome(ctx context.Context) (n int, err error) {
	err = s.db.inTx(ctx, "ask from forms", func(t *tx) error {
		var waiting []struct {
			Registration models.ID     `db:"registration_id"`
			Field        models.ID     `db:"field_id"`
			Value        models.Answer `db:"value"`
			Event        models.ID     `db:"event_id"`
			Name         string        `db:"name"`
			Stands       bool          `db:"stands"`
		}
		if err := t.all(&waiting, sqlAnswersToAsk, askPage); err != nil {
			return err
		}
		n = len(waiting)
		for _, w := range waiting {
			if _, err := t.exec(sqlAsked, w.Registration, w.Field); err != nil {
				return err
			}
			if !w.Stands {
				continue
			}
			q := models.QuestionFromForm(w.Registration, w.Field, w.Value, w.Name)
			_, err := t.ask(asked{w.Event, q, q.FirstState(), w.Registration, models.ID{}, models.AskedRegistering})
			if err != nil && !errors.Is(err, sql.ErrNoRows) { // which says that it was asked already
				return err
			}
		}
		return nil
	})
	return n, err
}
