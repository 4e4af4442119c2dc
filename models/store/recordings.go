package store

import (
	"context"

	"tsudoi/models"
)

// Recordings keeps where an event can be watched afterwards, and sends that to who registered.
type Recordings struct{ db *DB }

// NewRecordings returns the recordings kept in db.
func NewRecordings(db *DB) *Recordings { return &Recordings{db} }

// Of returns the recordings of an event, one a language of their sound at most.
func (s *Recordings) Of(ctx context.Context, event models.ID) ([]models.Recording, error) {
	found := []models.Recording{}
	err := s.db.pool.SelectContext(ctx, &found, sqlRecordingsOf, event)
	return found, read(ctx, "recordings", err)
}

const sqlDeleteRecordings = `delete from recordings where event_id = $1`

const sqlSaveRecording = `
	insert into recordings (id, event_id, language, url) values ($1, $2, $3, $4)
	on conflict (event_id, language) do update set url = excluded.url`

const sqlSaveRecordingNote = `update events set recording_note = $2, version = version + 1 where id = $1 and version = $3`

// Save keeps the addresses and the organiser's lines. ErrStale when the event has changed since version. Letters that have left keep
// saying what they said; those still to leave say the new.
func (s *Recordings) Save(ctx context.Context, v models.Viewer, event models.ID, version int64, r models.Recordings) error {
	return s.db.inTx(ctx, "save recordings", func(t *tx) error {
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		if err := t.first(v, event, "recordings.save", "", r); err != nil {
			return err
		}
		n, err := t.exec(sqlSaveRecordingNote, event, r.Note, version)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.ErrStale
		}
		if _, err := t.exec(sqlDeleteRecordings, event); err != nil {
			return err
		}
		for l, url := range r.URL {
			if _, err := t.exec(sqlSaveRecording, models.NewID(), event, l, url); err != nil {
				return err
			}
		}
		return nil
	})
}

// RecordingAudience counts who a recording letter goes to: confirmed people by whether they came, and those who have it already.
type RecordingAudience struct {
	Attended int `db:"attended"`
	Missed   int `db:"missed"`
	Queued   int `db:"queued"` // of all of these, who has a letter written: sent, or on its way
	Sent     int `db:"sent"`
	Failed   int `db:"failed"`
}

// All is everybody whom the letter is for.
func (a RecordingAudience) All() int { return a.Attended + a.Missed }

// Left is how many a press of the button would write to now.
func (a RecordingAudience) Left() int { return a.All() - a.Queued }

const sqlRecordingAudience = `
	select count(*) filter (where r.first_join_at is not null) as attended,
	       count(*) filter (where r.first_join_at is null) as missed,
	       count(m.id) as queued,
	       count(m.id) filter (where m.state = 'sent') as sent,
	       count(m.id) filter (where m.state in ('failed', 'doubtful', 'held')) as failed
	from registrations r
	left join mails m on m.registration_id = r.id and m.kind in ('recording', 'recording_missed') and m.occasion = ''
	where r.event_id = $1 and r.state = 'confirmed'`

// Audience counts whom the recording letter is for.
func (s *Recordings) Audience(ctx context.Context, event models.ID) (RecordingAudience, error) {
	var a RecordingAudience
	err := s.db.pool.GetContext(ctx, &a, sqlRecordingAudience, event)
	return a, read(ctx, "recording audience", err)
}

// The letter's key makes sure that nobody gets it twice, whatever their attendance says at a second press.
const sqlSendRecording = `
	insert into mails (id, kind, event_id, registration_id, language, priority)
	select gen_random_uuid(), case when r.first_join_at is null then 'recording_missed' else 'recording' end, r.event_id, r.id, r.language, 5
	from registrations r
	where r.event_id = $1 and r.state = 'confirmed'
	  and not exists (select from mails m where m.registration_id = r.id and m.kind in ('recording', 'recording_missed') and m.occasion = '')
	on conflict do nothing`

// Send writes the recording letter to everybody confirmed who has none yet, in their language, with another text for who did not come.
// Pressing again reaches only those who confirmed since. It returns how many letters were written. ErrClosed without a recording.
func (s *Recordings) Send(ctx context.Context, v models.Viewer, event models.ID) (written int64, err error) {
	err = s.db.inTx(ctx, "send recording", func(t *tx) error {
		written = 0
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		if _, err := t.lockSeats(event); err != nil { // two presses at once write one after the other
			return err
		}
		var found []models.Recording
		if err := t.all(&found, sqlRecordingsOf, event); err != nil {
			return err
		}
		if len(found) == 0 {
			return models.ErrClosed
		}
		if err := t.first(v, event, "recordings.send", "", nil); err != nil {
			return err
		}
		written, err = t.exec(sqlSendRecording, event)
		return err
	})
	return written, err
}

const sqlTestRecording = `
	insert into mails (id, kind, occasion, event_id, account_id, language, priority) values ($1, $2, $3, $4, $5, $6, 0)
	on conflict do nothing`

// Test writes the letter to the viewer alone, once in each language, so that they see both as they would arrive.
func (s *Recordings) Test(ctx context.Context, v models.Viewer, event models.ID) error {
	return s.db.inTx(ctx, "test recording letter", func(t *tx) error {
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		if err := t.first(v, event, "recordings.test", "", nil); err != nil {
			return err
		}
		for _, l := range models.Langs {
			if _, err := t.exec(sqlTestRecording, models.NewID(), models.MailRecording, "test-"+t.act.String()+string(l), event, v.AccountID, l); err != nil {
				return err
			}
		}
		return nil
	})
}
