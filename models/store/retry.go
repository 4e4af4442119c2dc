package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"tsudoi/models"
)

// patience is how long an act or a read on behalf of a waiting person is tried again before it answers models.ErrBusy.
const patience = 5 * time.Second

// keepTrying runs try until it succeeds, fails for a reason that another try can't mend, or give has come (models.ErrBusy). Between
// two tries it waits for 40 ms, doubling to 640 ms, and stops there when ctx ends.
func keepTrying(ctx context.Context, give time.Time, try func() error) error {
	for wait := 40 * time.Millisecond; ; wait = min(2*wait, 640*time.Millisecond) {
		err := try()
		if err == nil || !again(err) || ctx.Err() != nil {
			return err
		}
		if time.Now().Add(wait).After(give) {
			return fmt.Errorf("%w: %w", models.ErrBusy, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait/2 + rand.N(wait/2)):
		}
	}
}

// reader is the pool for reads. They wait for a connection, and are asked again after a lost line, within patience; one that a frozen
// server leaves without an answer ends with the deadline of the socket.
type reader struct{ *sqlx.DB }

// GetContext reads one row into dest.
func (r reader) GetContext(ctx context.Context, dest any, query string, args ...any) error {
	return r.ask(ctx, func(ctx context.Context) error { return r.DB.GetContext(ctx, dest, query, args...) })
}

// SelectContext appends all rows to the slice that dest points to.
func (r reader) SelectContext(ctx context.Context, dest any, query string, args ...any) error {
	rows := reflect.ValueOf(dest).Elem()
	begin := rows.Len()
	return r.ask(ctx, func(ctx context.Context) error {
		rows.SetLen(begin) // a line that broke between two rows leaves the first of them
		return r.DB.SelectContext(ctx, dest, query, args...)
	})
}

func (r reader) ask(ctx context.Context, query func(context.Context) error) error {
	give := time.Now().Add(patience)
	bounded, cancel := context.WithDeadline(ctx, give)
	defer cancel()
	return keepTrying(ctx, give, func() error { return query(bounded) })
}

// retryCodes are the SQLSTATEs after which the same act may be tried again: the server went away or gave up on us, or two acts met.
var retryCodes = []pqerror.Code{"57P01", "57P02", "57P03", "57P05", "25P03", "25006", "40001", "40P01", "55P03", "57014", "53300",
	"08006", "08003", "08001", "08000"}

// errUnsure is a commit that the server reported with a warning: the standby may not have it.
var errUnsure = errors.New("committed with a warning")

// again reports whether err leaves the outcome unknown or the act undone through no fault of its own.
func again(err error) bool {
	var pe *pq.Error
	if errors.As(err, &pe) {
		return slices.Contains(retryCodes, pe.Code)
	}
	var ne net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &ne) ||
		errors.Is(err, sql.ErrConnDone) || errors.Is(err, net.ErrClosed) || errors.Is(err, errUnsure) ||
		strings.Contains(err.Error(), "could not connect to any of the hosts")
}

// onStandby reports whether err means that the connection leads to a server that takes no writes.
func onStandby(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && pe.Code == "25006"
}
