package manage

import (
	"errors"
	"io"
	"mime/multipart"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/models"
	"tsudoi/tabular"
)

// uploadedGuests is the table that came with the form, as lines with tabs between the cells; "" for none.
func uploadedGuests(c *gin.Context) (string, *models.Problem) {
	f := c.Request.MultipartForm
	if f == nil || len(f.File["file"]) == 0 || f.File["file"][0].Size == 0 {
		return "", nil
	}
	table, err := readTable(f.File["file"][0])
	if err != nil || len(table.Rows) > models.MaxGuests+1 {
		p := models.Problem{Key: "guests.file_unread"}
		if err == nil || errors.Is(err, tabular.ErrTooMany) || errors.Is(err, tabular.ErrTooLarge) {
			p = models.Problem{Key: "guests.file_large", Args: map[string]any{"max": models.MaxGuests}}
		}
		return "", &p
	}
	var lines []string
	for _, r := range table.Rows {
		cells := make([]string, len(r.Cells))
		for i, cell := range r.Cells {
			cells[i] = strings.Join(strings.Fields(cell), " ")
		}
		lines = append(lines, strings.Join(cells, "\t"))
	}
	return strings.Join(lines, "\n"), nil
}

func readTable(file *multipart.FileHeader) (tabular.Table, error) {
	r, err := file.Open()
	if err != nil {
		return tabular.Table{}, err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return tabular.Table{}, err
	}
	return tabular.Read(b, tabular.Guess)
}
