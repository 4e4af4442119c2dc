package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// importBatch is how many rows one transaction takes: who registers by the form meanwhile waits for one batch, not for the whole table.
const importBatch = 500

const sqlImportKnown = `
	select r.id, r.state, r.name, r.email, r.email_key, r.language, r.reference
	from unnest($2::text[]) k join registrations r on r.event_id = $1 and r.email_key = k
	union
	select r.id, r.state, r.name, r.email, r.email_key, r.language, r.reference
	from unnest($3::text[]) k join registrations r on r.event_id = $1 and r.reference = k and k <> ''`

// known finds what is registered under the addresses and references of lines, through all: a transaction's or the pool's.
func known(all func(dest any, query string, args ...any) error, event models.ID, lines []models.ImportLine) (found []models.ImportKnown, err error) {
	var keys, references []string
	for _, l := range lines {
		if l.Readable() {
			keys, references = append(keys, l.Person.EmailKey), append(references, l.Person.Reference)
		}
	}
	err = all(&found, sqlImportKnown, event, pq.Array(keys), pq.Array(references))
	return found, err
}

// Preview says of each line what would become of it now, and counts where those who are new would stand. It changes nothing but lines.
func (s *Imports) Preview(ctx context.Context, v models.Viewer, e models.Event, lines []models.ImportLine) (map[models.RegistrationState]int, error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, fmt.Errorf("preview import: %w", err)
	}
	found, err := known(s.db.all(ctx), e.ID, lines)
	if err != nil {
		return nil, read(ctx, "preview import", err)
	}
	models.JudgeImport(lines, found)
	seats, err := seating(s.db.all(ctx), e.ID)
	if err != nil {
		return nil, read(ctx, "preview import", err)
	}
	return models.ForecastImport(e, time.Now(), seats, lines), nil
}

// Run makes registrations of lines, all rows of an import as version of its plan reads them, in batches of 500: each is decided under the
// lock of the seats by the rules of everybody, whatever the preview said. Who stops half-way, or is stopped, goes on where it ended by
// running it again. When all is done the content is dropped; running it then changes nothing and returns what was. ErrStale where the
// plan has changed meanwhile.
func (s *Imports) Run(ctx context.Context, v models.Viewer, event, id models.ID, version int64, lines []models.ImportLine) (models.ImportSums, error) {
	for {
		var i models.Import
		err := s.db.inTx(ctx, "import registrations", func(t *tx) (err error) {
			if i, err = t.lockImport(v, event, id, version); err != nil || i.DoneAt != nil {
				return err
			}
			batch := slices.Clone(lines[min(i.Progress, len(lines)):min(i.Progress+importBatch, len(lines))]) // a second try judges anew
			if err := t.first(v, event, "import.run", id.String(), map[string]any{"from": i.Progress, "rows": len(batch)}); err != nil {
				return err
			}
			if err := t.importLines(event, batch, &i.Result); err != nil {
				return err
			}
			i.Progress += len(batch)
			return t.advanceImport(&i, i.Progress >= len(lines))
		})
		if err != nil || i.DoneAt != nil {
			return i.Result, err
		}
	}
}

const sqlAdvanceImport = `
	update imports set progress = $2, result = $3, done_at = case when $4 then now() end, content = case when $4 then null else content end
	where id = $1`

// advanceImport notes how far an import has come.
func (t *tx) advanceImport(i *models.Import, done bool) error {
	if done {
		now := time.Now()
		i.DoneAt = &now
	}
	_, err := t.exec(sqlAdvanceImport, i.ID, i.Progress, i.Result, done)
	return err
}

// importLines decides on one batch and counts what became of it.
func (t *tx) importLines(event models.ID, batch []models.ImportLine, sums *models.ImportSums) error {
	if _, err := t.lockSeats(event); err != nil { // before anything is compared: the order of every lock here
		return err
	}
	found, err := known(t.all, event, batch)
	if err != nil {
		return err
	}
	models.JudgeImport(batch, found)
	if err := t.correctImported(event, batch); err != nil {
		return err
	}
	var arrived []*arrival
	for _, l := range batch {
		if l.Verdict == models.ImportNew {
			arrived = append(arrived, &arrival{NewRegistration: l.Person})
		} else {
			sums.Add(l.Verdict, "")
		}
	}
	if len(arrived) == 0 {
		return nil
	}
	if err := t.admit(event, arrived); err != nil {
		return err
	}
	for _, a := range arrived {
		switch {
		case a.err == nil:
			sums.Add(models.ImportNew, a.outcome)
		case errors.Is(a.err, models.ErrClosed):
			sums.Add(models.ImportBad, "")
		default:
			return a.err
		}
	}
	return nil
}

const sqlCorrectImported = `
	update registrations r set name = u.name, language = u.language, reference = u.reference
	from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as u(id, name, language, reference)
	where r.id = u.id and r.event_id = $1`

// correctImported takes over what the rows set right. Who has another address now gets their links there; those mailed before are void.
func (t *tx) correctImported(event models.ID, batch []models.ImportLine) error {
	var ids, names, languages, references []string
	var letters []letterFor
	hour := linksOccasion(time.Now())
	for _, l := range batch {
		if l.Verdict != models.ImportCorrected {
			continue
		}
		n := l.Person
		ids, names = append(ids, n.ID.String()), append(names, n.Name)
		languages, references = append(languages, string(n.Language)), append(references, n.Reference)
		if !l.Moves() {
			continue
		}
		if err := t.moveAddress(models.Registration{ID: n.ID, EventID: event}, n.Email, n.EmailKey); err != nil {
			return err
		}
		if !n.Silent {
			letters = append(letters, letterFor{models.MailLinks, "import " + hour, event, n.ID, n.Language})
		}
	}
	if len(ids) == 0 {
		return nil
	}
	if _, err := t.exec(sqlCorrectImported, event, pq.Array(ids), pq.Array(names), pq.Array(languages), pq.Array(references)); err != nil {
		return err
	}
	return t.enqueue(true, letters)
}
