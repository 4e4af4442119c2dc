package manage

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

func TestDownload_mayTakeLongerThanOtherAnswers(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	const pieces, size = 20, 32 << 10
	r := gin.New()
	var gone error
	r.GET("/file", func(c *gin.Context) {
		d := newDownload(c, "questions.csv", "text/csv")
		d.begin("質問")
		for range pieces {
			time.Sleep(50 * time.Millisecond)
			if _, err := d.Write(make([]byte, size)); err != nil {
				t.Error(err)
				return
			}
		}
		gone = c.Request.Context().Err()
	})
	srv := httptest.NewUnstartedServer(r)
	srv.Config.ReadTimeout, srv.Config.WriteTimeout = 200*time.Millisecond, 300*time.Millisecond
	srv.Start()
	defer srv.Close()
	resp, err := http.Get(srv.URL + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := io.Copy(io.Discard, resp.Body); err != nil || n != pieces*size {
		t.Errorf("%d of %d bytes: %v", n, pieces*size, err)
	}
	if gone != nil {
		t.Errorf("the server took the reader for gone: %v", gone)
	}
	if got := resp.Header.Get("Content-Disposition"); got != `attachment; filename="_.csv"; filename*=UTF-8''%E8%B3%AA%E5%95%8F.csv` {
		t.Errorf("saved as %s", got)
	}
}
