// Package store says how Postgres keeps what the service knows. It is the only home of SQL, sqlx and transactions.
package store

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"database/sql"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// DB is a pool of connections to one Postgres. Reads go through it with the request's context; writes only through inTx.
type DB struct {
	pool reader
	dsn  string
}

// Options bound the pool.
type Options struct {
	MaxConns int           // open connections; 20 unless given
	IO       time.Duration // longest silence of the server during one answer; 5 s unless given
}

// Open connects lazily: the first query dials. dsn is a URL or key=value; where it says nothing of sslmode, sockets and loopback use
// none and everything else prefers TLS, because lib/pq's default differs between its versions. A statement and its values travel
// together (binary_parameters): one way to the server and back instead of two, and no statement of another connection can come between
// behind a pooler. In return, a value that is not bytea must not be given as []byte.
func Open(dsn string, o Options) (*DB, error) {
	if o.MaxConns == 0 {
		o.MaxConns = 20
	}
	if o.IO == 0 {
		o.IO = 5 * time.Second
	}
	dsn = withSSLMode(dsn)
	c, err := pq.NewConnector(withDefault(dsn, "binary_parameters", "yes"))
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	c.Dialer(deadlineDialer{net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3},
	}, o.IO})
	pool := sql.OpenDB(c)
	pool.SetMaxOpenConns(o.MaxConns)
	pool.SetMaxIdleConns(o.MaxConns)
	pool.SetConnMaxLifetime(30 * time.Minute)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return &DB{pool: reader{sqlx.NewDb(pool, "postgres")}, dsn: dsn}, nil
}

// Close ends all connections.
func (db *DB) Close() error { return db.pool.Close() }

// DSN is where the database is, for who needs a connection of their own. It holds the password.
func (db *DB) DSN() string { return db.dsn }

// SQL is the pool for what brings its own SQL: migrations and the doctor.
func (db *DB) SQL() *sql.DB { return db.pool.DB.DB }

// Ready tells whether the database takes writes now.
func (db *DB) Ready(ctx context.Context) error {
	var standby bool
	if err := db.pool.GetContext(ctx, &standby, `select pg_is_in_recovery()`); err != nil {
		return fmt.Errorf("ready: %w", err)
	}
	if standby {
		return fmt.Errorf("ready: the database is a standby")
	}
	return nil
}

func withSSLMode(dsn string) string {
	if strings.Contains(dsn, "sslmode=") {
		return dsn
	}
	local := strings.Contains(dsn, "host=/") || strings.Contains(dsn, "host='/") || strings.Contains(dsn, "host=%2F") ||
		strings.Contains(dsn, "@localhost") || strings.Contains(dsn, "@127.0.0.1") || strings.Contains(dsn, "@[::1]") ||
		strings.Contains(dsn, "host=localhost") || strings.Contains(dsn, "host=127.0.0.1")
	mode := "prefer"
	if local {
		mode = "disable"
	}
	return withDefault(dsn, "sslmode", mode)
}

// withDefault sets a parameter of a connection string that says nothing of it.
func withDefault(dsn, name, value string) string {
	switch {
	case strings.Contains(dsn, name+"="):
		return dsn
	case !strings.Contains(dsn, "://"):
		return dsn + " " + name + "=" + value
	case strings.Contains(dsn, "?"):
		return dsn + "&" + name + "=" + value
	}
	return dsn + "?" + name + "=" + value
}

// deadlineDialer puts a deadline on every read and write, so that a frozen server or a cut cable can't hang a caller for ever.
type deadlineDialer struct {
	net.Dialer
	io time.Duration
}

func (d deadlineDialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

func (d deadlineDialer) DialTimeout(network, address string, t time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), t)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

func (d deadlineDialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.io)
	defer cancel()
	c, err := d.Dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &deadlineConn{Conn: c, io: d.io}, nil
}

type deadlineConn struct {
	net.Conn
	io    time.Duration
	asked atomic.Int64 // the deadline that pq itself set (connect_timeout), in Unix nanoseconds; 0 for none
}

func (c *deadlineConn) SetDeadline(t time.Time) error {
	if t.IsZero() {
		c.asked.Store(0)
	} else {
		c.asked.Store(t.UnixNano())
	}
	return c.Conn.SetDeadline(t)
}

func (c *deadlineConn) next() time.Time {
	t := time.Now().Add(c.io)
	if a := c.asked.Load(); a != 0 && a < t.UnixNano() {
		return time.Unix(0, a)
	}
	return t
}

func (c *deadlineConn) Read(b []byte) (int, error) {
	if err := c.Conn.SetReadDeadline(c.next()); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *deadlineConn) Write(b []byte) (int, error) {
	if err := c.Conn.SetWriteDeadline(c.next()); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}
