package store

import "testing"

func TestOpen_alwaysSaysHowToEncrypt(t *testing.T) {
	for dsn, want := range map[string]string{
		"host='/tmp/x' dbname=a":                  "host='/tmp/x' dbname=a sslmode=disable",
		"host=/tmp/x dbname=a":                    "host=/tmp/x dbname=a sslmode=disable",
		"host=db.example.org dbname=a":            "host=db.example.org dbname=a sslmode=prefer",
		"postgres://u@db.example.org/a":           "postgres://u@db.example.org/a?sslmode=prefer",
		"postgres://u@localhost:5432/a?x=1":       "postgres://u@localhost:5432/a?x=1&sslmode=disable",
		"postgres://u@[::1]/a":                    "postgres://u@[::1]/a?sslmode=disable",
		"postgres://u@h/a?sslmode=verify-full":    "postgres://u@h/a?sslmode=verify-full",
		"postgres:///a?host=/tmp/x":               "postgres:///a?host=/tmp/x&sslmode=disable",
		"host=localhost dbname=a":                 "host=localhost dbname=a sslmode=disable",
		"postgres://u:p%40localhost@db.example/a": "postgres://u:p%40localhost@db.example/a?sslmode=prefer",
	} {
		if got := withSSLMode(dsn); got != want {
			t.Errorf("%s\n got %s\nwant %s", dsn, got, want)
		}
	}
}
