package account

import (
	"context"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Hosts are the organisations that hold events, on equal terms. An owner keeps them.
type Hosts struct {
	*web.Web
	Hosts *store.Hosts
}

// hostFields are the fields of a host in the order of the form.
var hostFields = []string{"host_ja", "host_en", "site", "hue", "privacy_contact", "address_ja", "address_en", "representative_ja", "representative_en",
	"policy", "eu_representative_ja", "eu_representative_en", "dpo"}

const hostsPath = "/manage/hosts"

// List shows every host.
func (h Hosts) List(ctx context.Context, c *gin.Context) error {
	if err := ownerOnly(c); err != nil {
		return err
	}
	hosts, err := h.Hosts.All(ctx)
	if err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, templates.HostList{Base: h.Private(c), Hosts: hosts})
	return nil
}

// New shows an empty form.
func (h Hosts) New(_ context.Context, c *gin.Context) error {
	if err := ownerOnly(c); err != nil {
		return err
	}
	h.form(c, http.StatusOK, models.Host{Hue: models.CoverHues[0], HostRecord: models.HostRecord{PrivacyContact: web.Viewer(c).Email}}, nil)
	return nil
}

// Edit shows the form of one host.
func (h Hosts) Edit(ctx context.Context, c *gin.Context) error {
	if err := ownerOnly(c); err != nil {
		return err
	}
	host, err := h.Hosts.ByID(ctx, models.ParseID(c.Param("id")))
	if err != nil {
		return err
	}
	h.form(c, http.StatusOK, host, nil)
	return nil
}

// Create adds a host.
func (h Hosts) Create(ctx context.Context, c *gin.Context) error {
	return h.save(ctx, c, models.ID{}, h.Hosts.Add)
}

// Save changes one.
func (h Hosts) Save(ctx context.Context, c *gin.Context) error {
	id := models.ParseID(c.Param("id"))
	if id == (models.ID{}) {
		return models.ErrNotFound
	}
	return h.save(ctx, c, id, h.Hosts.Change)
}

func (h Hosts) save(ctx context.Context, c *gin.Context, id models.ID, write func(context.Context, models.Viewer, models.Host) error) error {
	if err := ownerOnly(c); err != nil {
		return err
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	typed := models.Host{ID: id, Name: models.Text{models.Japanese: form.Get("host_ja"), models.English: form.Get("host_en")},
		Site: form.Get("site"), Hue: form.Get("hue"), HostRecord: typedRecord(form)}
	n, problems := typed.Check()
	if len(problems) > 0 {
		h.form(c, http.StatusUnprocessableEntity, typed, problems)
		return nil
	}
	if n.ID == (models.ID{}) {
		n.ID = models.NewID()
	}
	if err := write(ctx, web.Viewer(c), n); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "hosts.saved")})
	web.SeeOther(c, hostsPath)
	return nil
}

// typedRecord is what the law wants to be said of a host, as typed.
func typedRecord(form url.Values) models.HostRecord {
	r := models.HostRecord{Address: models.Text{}, Representative: models.Text{}, EURepresentative: models.Text{},
		PrivacyContact: form.Get("privacy_contact"), Policy: form.Get("policy"), DPO: form.Get("dpo")}
	for _, l := range models.Langs {
		r.Address[l], r.Representative[l] = form.Get("address_"+string(l)), form.Get("representative_"+string(l))
		r.EURepresentative[l] = form.Get("eu_representative_" + string(l))
	}
	return r
}

func (h Hosts) form(c *gin.Context, status int, host models.Host, problems models.Problems) {
	h.Answer(c, status, templates.HostForm{Base: h.Private(c), Host: host, IsNew: host.ID == models.ID{}, Hues: models.CoverHues,
		Form: templates.Form{Problems: problems, Lang: h.Lang(c), Order: hostFields}})
}

// ownerOnly refuses a page of the installation to other staff.
func ownerOnly(c *gin.Context) error {
	if !web.Viewer(c).IsOwner() {
		return models.ErrForbidden
	}
	return nil
}
