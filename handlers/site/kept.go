package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/models"
)

// kept holds public pages ready to be sent, for those who show nothing of their own on them.
type kept struct {
	pages *recent[pageKey, *keptPage]
	now   func() time.Time
}

type pageKey struct {
	path string
	lang models.Lang
}

type keptPage struct {
	plain, gzipped []byte
	tag            string
}

func newKept(now func() time.Time) *kept { return &kept{newRecent[pageKey, *keptPage](now), now} }

// get returns the page, built by build unless one is there.
func (k *kept) get(ctx context.Context, key pageKey, build func(context.Context) ([]byte, error)) (*keptPage, error) {
	return k.pages.get(ctx, key, func(ctx context.Context) (*keptPage, error) {
		b, err := build(ctx)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(withoutStamp(b, k.now()))
		return &keptPage{plain: b, gzipped: compress(b), tag: hex.EncodeToString(sum[:12])}, nil
	})
}

// sameForm is how long a browser may keep a form: its stamp must not be of yesterday.
const sameForm = 6 * time.Hour

// withoutStamp leaves out when the form on a page was made, but for the part of the day: a page that differs in nothing else need not be
// sent again.
func withoutStamp(b []byte, now time.Time) []byte {
	before, after, found := bytes.Cut(b, []byte(`name="stamp" value="`))
	if !found {
		return b
	}
	_, after, _ = bytes.Cut(after, []byte(`"`))
	return slices.Concat(before, now.Truncate(sameForm).AppendFormat(nil, time.RFC3339), after)
}

func compress(b []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	w.Write(b) // a bytes.Buffer does not fail
	w.Close()
	return out.Bytes()
}

// send answers with the page, in the coding that the reader takes, or with 304 where they have it already.
func (p *keptPage) send(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Vary", "Accept-Language, Cookie, Accept-Encoding")
	h.Set("Cache-Control", "private, no-cache")
	body, tag := p.plain, `W/"`+p.tag+`"`
	if acceptsGzip(c.GetHeader("Accept-Encoding")) {
		body, tag = p.gzipped, `W/"`+p.tag+`-gz"` // another representation, so another tag (RFC 9110, 8.8.3.3)
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", tag)
	if matches(c.GetHeader("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		c.Status(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Data(http.StatusOK, "text/html; charset=utf-8", body)
}

// matches compares weakly, as If-None-Match wants (RFC 9110, 13.1.2).
func matches(header, tag string) bool {
	for t := range strings.SplitSeq(header, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// acceptsGzip reads Accept-Encoding (RFC 9110, 12.5.3).
func acceptsGzip(header string) bool {
	for coding := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(coding, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, weighted := strings.CutPrefix(strings.TrimSpace(weight), "q=0")
			return !weighted || strings.Trim(q, ".0") != ""
		}
	}
	return false
}
