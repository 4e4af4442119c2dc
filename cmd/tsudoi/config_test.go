package main

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// setting gives the test an environment in which only these variables are set.
func setting(t *testing.T, vars map[string]string) {
	t.Helper()
	for _, name := range variables() {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	for name, value := range vars {
		t.Setenv(name, value)
	}
}

func variables() (names []string) {
	for f := range reflect.TypeFor[config]().Fields() {
		names = append(names, f.Tag.Get("env"))
	}
	return names
}

func TestConfig_needsNothing(t *testing.T) {
	setting(t, nil)
	c, err := readConfig()
	if err != nil {
		t.Fatal(err)
	}
	if c.URL != "http://localhost:8080" || c.Data != "data" || c.DatabaseURL != "" || c.SMTP != "" {
		t.Errorf("%+v", c)
	}
}

func TestConfig_namesTheVariableThatIsWrongAndKeepsSecrets(t *testing.T) {
	const secret = "hunter2hunter2"
	for what, vars := range map[string]map[string]string{
		"TSUDOI_ADDR":            {"TSUDOI_ADDR": "8080"},
		"TSUDOI_URL":             {"TSUDOI_URL": "events.example.org"},
		"TSUDOI_TRUSTED_PROXIES": {"TSUDOI_TRUSTED_PROXIES": "10.0.0.0/8,nonsense"},
		"TSUDOI_SECRET_KEY":      {"TSUDOI_SECRET_KEY": secret},
		"TSUDOI_SMTP_URL":        {"TSUDOI_SMTP_URL": "smtp://user:" + secret + "@mail.example.org:nonsense", "TSUDOI_MAIL_FROM": "a@example.org"},
		"TSUDOI_MAIL_FROM":       {"TSUDOI_SMTP_URL": "smtp://mail.example.org"},
	} {
		setting(t, vars)
		err := useAll(t)
		if err == nil || !strings.Contains(err.Error(), what) && !strings.Contains(strings.ReplaceAll(err.Error(), " ", ""), "TrustedProxies") {
			t.Errorf("%s: %v", what, err)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error shows the secret: %v", what, err)
		}
	}
}

// useAll reads the configuration as serve does.
func useAll(t *testing.T) error {
	c, err := readConfig()
	if err != nil {
		return err
	}
	c.Data = t.TempDir()
	if _, err := c.secret(); err != nil {
		return err
	}
	if _, err := c.from(); err != nil {
		return err
	}
	_, err = startLetters(t.Context(), c, nil, nil, newLog(c, os.Stderr))
	return err
}

func TestConfig_urlIsTakenWithoutItsPathAndSlash(t *testing.T) {
	for typed, want := range map[string]string{"https://events.example.org/": "https://events.example.org", "http://192.0.2.1:81": "http://192.0.2.1:81"} {
		setting(t, map[string]string{"TSUDOI_URL": typed})
		if c, err := readConfig(); err != nil || c.URL != want {
			t.Errorf("%s: %s, %v", typed, c.URL, err)
		}
	}
}

func TestSecret_isMadeOnceWhenManyStartsMeet(t *testing.T) {
	c := config{Data: filepath.Join(t.TempDir(), "data")}
	keys := make([][]byte, 16)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			var err error
			if keys[i], err = c.secret(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, k := range keys {
		if len(k) != 32 || !bytes.Equal(k, keys[0]) {
			t.Fatalf("%x is not %x", k, keys[0])
		}
	}
	left, err := filepath.Glob(filepath.Join(c.Data, "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("%v: only the key should be left, %v", left, err)
	}
	info, err := os.Stat(left[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key can be read by others: %v, %v", info.Mode(), err)
	}
}

func TestSecret_comesFromTheEnvironmentFirst(t *testing.T) {
	want := bytes.Repeat([]byte{0xab}, 32)
	c := config{Data: filepath.Join(t.TempDir(), "none"), SecretKey: hex.EncodeToString(want)}
	if key, err := c.secret(); err != nil || !bytes.Equal(key, want) {
		t.Errorf("%x, %v", key, err)
	}
	if _, err := os.Stat(c.Data); err == nil {
		t.Error("a folder was made although nothing was to be kept")
	}
}

func TestSecret_thatWasCutShortIsNotUsed(t *testing.T) {
	c := config{Data: t.TempDir()}
	if err := os.WriteFile(filepath.Join(c.Data, "secret.key"), []byte("abcd\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.secret(); err == nil {
		t.Error("links would be signed with a key of two bytes")
	}
}

var documented = regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\|([^|]*)\\|")

// docs/operations.md lists each variable once, with the default that the program has.
func TestConfig_isDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for _, m := range documented.FindAllStringSubmatch(string(text), -1) {
		if _, twice := told[m[1]]; twice {
			t.Errorf("%s stands there twice", m[1])
		}
		told[m[1]] = strings.Trim(m[2], "` ")
	}
	for f := range reflect.TypeFor[config]().Fields() {
		name, value := f.Tag.Get("env"), f.Tag.Get("envDefault")
		is, there := told[name]
		if !there {
			t.Errorf("%s is not documented", name)
		} else if value != "" && is != value {
			t.Errorf("%s: documented default %q, the program's is %q", name, is, value)
		}
		delete(told, name)
	}
	for name := range told {
		t.Errorf("%s is documented, but not known", name)
	}
}
