package store

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"tsudoi/models"
)

const sqlKeepFile = `
	insert into answer_files (id, field_id, name, type, size, content)
	select $1, f.id, $3, $4, $5, $6 from fields f where f.id = $2 and f.event_id = $7
	on conflict (id) do nothing`

// Keep stores the files of a registration that is about to be made, in a transaction of their own, so that megabytes do not travel while
// the whole line waits for the lock of the seats. The registration takes them over by their IDs; strays go after an hour.
func (s *Fields) Keep(ctx context.Context, event models.ID, files []models.AnswerFile) error {
	if len(files) == 0 {
		return nil
	}
	return s.db.inTx(ctx, "keep files", func(t *tx) error {
		for _, f := range files {
			if _, err := t.exec(sqlKeepFile, f.ID, f.Field, f.Name, f.Type, len(f.Content), f.Content, event); err != nil {
				return err
			}
		}
		return nil
	})
}

const sqlDropStrayFiles = `
	delete from answer_files where id in (
		select id from answer_files where registration_id is null and created_at < now() - interval '1 hour' limit 50 for update skip locked)`

// ForgetStrayFiles drops files that no registration took over within an hour, as when the address was registered already. It returns how
// many.
func (s *Fields) ForgetStrayFiles(ctx context.Context) (n int, err error) {
	err = s.db.inTx(ctx, "forget stray files", func(t *tx) error {
		rows, err := t.exec(sqlDropStrayFiles)
		n = int(rows)
		return err
	})
	return n, err
}

const sqlTakeFiles = `
	update answer_files f set registration_id = u.registration_id
	from unnest($1::uuid[], $2::uuid[]) as u(id, registration_id)
	where f.id = u.id and f.registration_id is null
	      and exists (select 1 from answers a where a.registration_id = u.registration_id and a.field_id = f.field_id)`

// takeFiles gives kept files to registrations, for all of a batch at once. Their contents do not move.
func (t *tx) takeFiles(files, registrations []string) error {
	if len(files) == 0 {
		return nil
	}
	_, err := t.exec(sqlTakeFiles, pq.Array(files), pq.Array(registrations))
	return err
}

const sqlReplaceFile = `
	insert into answer_files (id, registration_id, field_id, name, type, size, content) values ($1, $2, $3, $4, $5, $6, $7)
	on conflict (registration_id, field_id) do update set
		id = excluded.id, name = excluded.name, type = excluded.type, size = excluded.size, content = excluded.content, created_at = now()`

func (t *tx) replaceFile(r models.Registration, f models.AnswerFile) error {
	_, err := t.exec(sqlReplaceFile, f.ID, r.ID, f.Field, f.Name, f.Type, len(f.Content), f.Content)
	return err
}

const sqlAnswerFile = `
	select f.name, f.type, f.content from answer_files f join registrations r on r.id = f.registration_id
	where r.event_id = $1 and f.registration_id = $2 and f.field_id = $3`

// File returns what somebody handed in, for who may organise the event.
func (s *Fields) File(ctx context.Context, v models.Viewer, e models.Event, registration, field models.ID) (models.AnswerFile, error) {
	var f models.AnswerFile
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return f, fmt.Errorf("file: %w", err)
	}
	err := s.db.pool.GetContext(ctx, &f, sqlAnswerFile, e.ID, registration, field)
	return f, read(ctx, "file", err)
}
