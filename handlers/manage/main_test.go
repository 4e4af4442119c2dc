package manage_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tsudoi/models/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c))
	}
	return b.String()
}
