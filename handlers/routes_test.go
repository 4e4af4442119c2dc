package handlers_test

import (
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func TestSite_answersWhatItDoesNotHaveInTheReadersLanguage(t *testing.T) {
	s := sitetest.New(t)
	for lang, title := range map[models.Lang]string{models.Japanese: "ページが見つかりません", models.English: "Page not found"} {
		a := s.Browser(lang).Get("/nowhere").Want(404)
		if got := a.Text("h1"); got != title {
			t.Errorf("%s: %q", lang, got)
		}
		if a.Header.Get("Content-Security-Policy") == "" || len(a.All("[style], script:not([src])")) > 0 {
			t.Error("the page breaks its own policy")
		}
	}
}

func TestSite_refusesWhatAnotherSiteSends(t *testing.T) {
	s := sitetest.New(t)
	s.Browser(models.English).Post("/sign-out", nil, "Sec-Fetch-Site", "cross-site").Want(403)
}
