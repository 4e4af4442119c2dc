package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tsudoi/models"
)

func TestRun_explainsItselfWhereTheCommandIsUnknown(t *testing.T) {
	var out, errOut bytes.Buffer
	if code := run(t.Context(), []string{"sevre"}, &out, &errOut); code != 2 {
		t.Errorf("exit code %d", code)
	}
	for name := range commands {
		if !strings.Contains(errOut.String(), "\n  "+name+" ") {
			t.Errorf("%s is not listed:\n%s", name, errOut.String())
		}
	}
}

func TestVersion_isOneLine(t *testing.T) {
	var out bytes.Buffer
	if code := run(t.Context(), []string{"version"}, &out, &out); code != 0 || !strings.HasPrefix(out.String(), "tsudoi ") || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("%d: %q", code, out.String())
	}
}

func TestMailPreview_writesEveryLetterInBothLanguages(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mail")
	var out bytes.Buffer
	if code := run(t.Context(), []string{"mail-preview", folder}, &out, &out); code != 0 {
		t.Fatal(out.String())
	}
	list, err := os.ReadFile(filepath.Join(folder, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range models.MailKinds {
		for _, lang := range models.Langs {
			for _, part := range []string{".html", ".txt"} {
				name := string(kind) + "." + string(lang) + part
				b, err := os.ReadFile(filepath.Join(folder, name))
				if err != nil || len(b) < 200 {
					t.Errorf("%s: %d bytes, %v", name, len(b), err)
				}
				if !strings.Contains(string(list), `href="`+name+`"`) {
					t.Errorf("%s is not in the list", name)
				}
			}
		}
	}
	if code := run(t.Context(), []string{"mail-preview"}, &out, &out); code != 2 {
		t.Errorf("without a folder: exit code %d", code)
	}
}

func TestDoctor_findsABareInstallationWell(t *testing.T) {
	setting(t, map[string]string{"TSUDOI_DATA": folder(t), "TSUDOI_ADDR": freeAddress(t)})
	var out bytes.Buffer
	if code := run(t.Context(), []string{"doctor"}, &out, &out); code != 0 {
		t.Errorf("exit code %d", code)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(examinations)+1 {
		t.Errorf("%d lines:\n%s", len(lines), out.String())
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "ok ") {
			t.Error(line)
		}
	}
}

func TestDoctor_namesEachThingThatIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	setting(t, map[string]string{"TSUDOI_DATA": file, "TSUDOI_ADDR": freeAddress(t), "TSUDOI_URL": "http://events.example.org",
		"DATABASE_URL": "host=/nowhere user=tsudoi password=hunter2", "TSUDOI_SMTP_URL": "smtp+plain://user:hunter2@127.0.0.1:1"})
	var out bytes.Buffer
	if code := run(t.Context(), []string{"doctor"}, &out, &out); code != 1 {
		t.Errorf("exit code %d", code)
	}
	for _, of := range []string{"data folder", "web address", "database", "schema", "writing", "database clock", "mail server"} {
		if !strings.Contains(out.String(), "FAIL  "+of+" ") {
			t.Errorf("%s is found well:\n%s", of, out.String())
		}
	}
	if strings.Contains(out.String(), "hunter2") {
		t.Error("a password is printed:\n" + out.String())
	}
}
