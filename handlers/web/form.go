package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"tsudoi/models"
)

// Refusals of the transport itself.
var (
	ErrTooLarge = errors.New("body too large")
	ErrBadForm  = errors.New("unreadable form")
	ErrMethod   = errors.New("method not allowed")
)

// Form reads the body of a POST, and only the body: Gin's own binding would also take fields from the address. Text that is not
// UTF-8 is refused here, before it can reach the database.
func Form(c *gin.Context) (url.Values, error) {
	err := c.Request.ParseForm() // by itself: ParseMultipartForm forgets its error
	if err == nil {
		if err = c.Request.ParseMultipartForm(1 << 20); errors.Is(err, http.ErrNotMultipart) {
			err = nil
		}
	}
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, ErrTooLarge
		}
		return nil, ErrBadForm
	}
	form := c.Request.PostForm
	for _, vs := range form {
		for _, v := range vs {
			if !utf8.ValidString(v) {
				return nil, ErrBadForm
			}
		}
	}
	return form, nil
}

// VersionedForm is Form for what is based on a version of a row: the field version says which, and the store compares.
func VersionedForm(c *gin.Context) (form url.Values, version int64, err error) {
	if form, err = Form(c); err != nil {
		return nil, 0, err
	}
	if version, err = strconv.ParseInt(form.Get("version"), 10, 64); err != nil {
		return nil, 0, ErrBadForm
	}
	return form, version, nil
}

// Answers reads what was filled in of the fields of a registration form, after Form. Of a file no more is read than shows that it is too
// large.
func Answers(c *gin.Context, form url.Values, fields models.Fields) models.AnswerForm {
	a := models.AnswerForm{Values: map[models.ID][]string{}, Files: map[models.ID]models.Upload{}}
	for _, f := range fields {
		if f.Kind != models.FieldFile {
			a.Values[f.ID] = form[f.Key()]
			continue
		}
		if m := c.Request.MultipartForm; m != nil && len(m.File[f.Key()]) > 0 {
			a.Files[f.ID] = upload(m.File[f.Key()][0])
		}
	}
	return a
}

// upload reads one file; one that can't be read counts as empty.
func upload(h *multipart.FileHeader) models.Upload {
	u := models.Upload{Name: h.Filename, TooLarge: h.Size > models.MaxFile}
	file, err := h.Open()
	if err != nil || u.TooLarge {
		return u
	}
	defer file.Close()
	if u.Content, err = io.ReadAll(io.LimitReader(file, models.MaxFile)); err != nil {
		u.Content = nil
	}
	return u
}
