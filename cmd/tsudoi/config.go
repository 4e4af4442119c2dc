package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/caarlos0/env/v11"
)

// config is everything that the environment says. docs/operations.md explains each, and a test compares the two.
type config struct {
	Addr           string         `env:"TSUDOI_ADDR" envDefault:"localhost:8080"`
	URL            string         `env:"TSUDOI_URL"`
	Data           string         `env:"TSUDOI_DATA" envDefault:"data"`
	DatabaseURL    string         `env:"DATABASE_URL"`
	SecretKey      string         `env:"TSUDOI_SECRET_KEY"`
	SMTP           string         `env:"TSUDOI_SMTP_URL"`
	MailFrom       string         `env:"TSUDOI_MAIL_FROM"`
	TrustedProxies []netip.Prefix `env:"TSUDOI_TRUSTED_PROXIES"`
	LogLevel       string         `env:"TSUDOI_LOG" envDefault:"info"`
}

// readConfig reads the environment once and checks it. Errors name the variable and never show a secret.
func readConfig() (config, error) {
	var c config
	if err := env.Parse(&c); err != nil {
		return c, err
	}
	if c.URL == "" {
		_, port, err := net.SplitHostPort(c.Addr)
		if err != nil {
			return c, fmt.Errorf("TSUDOI_ADDR %q is not host:port", c.Addr)
		}
		c.URL = "http://localhost:" + port
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return c, fmt.Errorf("TSUDOI_URL %q is not http(s)://host[:port]", c.URL)
	}
	c.URL = u.Scheme + "://" + u.Host
	_, err = c.from()
	return c, err
}

// secret returns the key that signs links: from the environment, else from the data folder, where the first start makes it. Several
// copies of the server must share one.
func (c config) secret() ([]byte, error) {
	if c.SecretKey != "" {
		key, err := hex.DecodeString(c.SecretKey)
		if err != nil || len(key) < 32 {
			return nil, errors.New("TSUDOI_SECRET_KEY is not 64 or more hexadecimal digits (openssl rand -hex 32)")
		}
		return key, nil
	}
	if err := os.MkdirAll(c.Data, 0o755); err != nil {
		return nil, err
	}
	name := filepath.Join(c.Data, "secret.key")
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return newSecret(name)
	}
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(key) < 32 {
		return nil, fmt.Errorf("%s does not hold a key of 64 hexadecimal digits", name)
	}
	return key, nil
}

// newSecret writes a key that is there whole or not at all, also when two first starts meet.
func newSecret(name string) ([]byte, error) {
	key := make([]byte, 32)
	rand.Read(key)
	tmp, err := os.CreateTemp(filepath.Dir(name), "secret-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.WriteString(hex.EncodeToString(key) + "\n"); err != nil {
		return nil, err
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(tmp.Name(), name); errors.Is(err, fs.ErrExist) {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		return hex.DecodeString(strings.TrimSpace(string(b)))
	} else if err != nil {
		return nil, err
	}
	return key, nil
}
